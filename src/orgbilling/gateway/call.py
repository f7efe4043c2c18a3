"""One call to a model, from its hold to its settlement."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from time import perf_counter
from uuid import UUID

from orgbilling.gateway.dialects.usage import Usage
from orgbilling.gateway.price_parts import STANDARD
from orgbilling.gateway.prices import Price, Tokens
from orgbilling.gateway.rates import Rate
from orgbilling.gateway.readers import Reader
from orgbilling.gateway.worst_case import Counted


@dataclass(slots=True)
class Call:
    """What is known of a call.

    `input_tokens` is counted from its bytes, those of sound among them are `audio_input_tokens`;
    `is_stream` is None where its server died with it, `hold_id` where nothing of it can cost
    anything, `output_tokens_max` where its provider is told no limit; `output_tokens_held` is what
    is held for all its `answers` together, at the dearest of the `rates`; `price` and `markup` are
    those of who is asked. `address` is where it came from, `is_limited` tells that a rule or limit
    may concern its member, `notes` is what its request says of itself, `service_tier` the one that
    it asks to be served by. `provider_model` is the provider's own name of the model at who is
    asked, `dropped` what of its body that provider did not get, as paths; `remaining_credits` is
    what its member has left when it is settled."""

    org_id: UUID
    user_id: str
    credential_id: str
    request_id: str
    client_request_id: str | None
    model: str
    input_tokens: int
    price: Price
    markup: Decimal
    rates: tuple[Rate, ...] = ()
    address: str | None = None
    is_limited: bool = False
    notes: dict[str, object] = field(default_factory=dict)
    audio_input_tokens: int = 0
    is_stream: bool | None = None
    hold_id: UUID | None = None
    output_tokens_max: int | None = None
    output_tokens_held: int | None = None
    fees: dict[str, int] = field(default_factory=dict)
    """Units that are no tokens, by name, as far as they are counted here: of its input at once, of
    its answer when it ends."""
    has_output_limit: bool = True
    answers: int = 1
    wants_usage: bool = False
    service_tier: str = STANDARD
    has_hosted_tools: bool = False
    upstream: str = ""
    upstream_known_as: str = ""
    upstream_label: str | None = None
    has_fallen_over: bool = False
    provider_model: str = ""
    dropped: list[str] = field(default_factory=list)
    answered_model: str = ""
    is_other_model: bool = False
    reader: Reader | None = None
    whole_output_tokens: int = 0
    audio_output_tokens: int = 0
    started_s: float = field(default_factory=perf_counter)
    first_byte_s: float | None = None
    used: Tokens | None = None
    remaining_credits: Decimal | None = None
    answered_at: datetime | None = None
    """By which hour its price is read; None: that of its settlement, which is when it ends."""

    def use(self, rate: Rate) -> None:
        """Charge it at the rate of who is asked now."""
        self.price, self.markup = rate.price, rate.markup

    def note_first_byte(self) -> None:
        """Note that the provider has begun to answer."""
        if self.first_byte_s is None:
            self.first_byte_s = perf_counter()

    def note_counted(self, counted: Counted) -> None:
        """Note what was counted here of a whole answer, or in the place of a stream's text."""
        self.reader, self.whole_output_tokens = None, counted.output_tokens
        self.audio_output_tokens = counted.audio_output_tokens
        self.fees.update(counted.fees)

    def output_tokens(self) -> int:
        """Return the output tokens that came so far, counted from their text."""
        return self.whole_output_tokens if self.reader is None else self.reader.output_tokens()

    def counted(self) -> Tokens:
        """Return what the call used as far as it can be counted from here."""
        return Tokens(
            input=self.input_tokens,
            output=self.output_tokens(),
            audio_input=self.audio_input_tokens,
            audio_output=self.audio_output_tokens,
        )

    def journal_row(self, process_id: UUID) -> str:
        """Return what the journal keeps of the call from its hold on, as JSON."""
        return json.dumps(
            {
                "process_id": str(process_id),
                "model": self.model,
                "upstream": self.upstream,
                "price_id": str(self.price.price_id),
                "markup": str(self.markup),
                "input_tokens": self.input_tokens,
                "fees": self.fees or None,
                "audio_input_tokens": self.audio_input_tokens or None,
                "service_tier": None if self.service_tier == STANDARD else self.service_tier,
            }
        )

    def all_fees(self, usage: Usage | None) -> dict[str, int]:
        """Return its units that are no tokens: as its provider counts them, else as we do."""
        return {**self.fees, **({} if usage is None else usage.fees)}

    def metadata(self, tokens: Tokens, ended: str, usage: Usage | None) -> str:
        """Return what the usage row keeps of the call, as JSON. `usage` is what the provider
        told, None where it told nothing."""
        now_s = perf_counter()
        first_s = self.first_byte_s
        known: dict[str, object] = {
            "model": self.model,
            "answered_model": self.answered_model or None,
            "is_other_model": self.is_other_model or None,
            "upstream": self.upstream,
            "upstream_label": self.upstream_label,
            "own_key_fell_over": self.has_fallen_over or None,
            "price_id": str(self.price.price_id),
            "markup": str(self.markup),
            "input_tokens": tokens.input,
            "output_tokens": tokens.output,
            "cached_input_tokens": tokens.cached_input,
            "cache_write_tokens": tokens.cache_write,
            "cache_write_1h_tokens": tokens.cache_write_1h,
            "audio_input_tokens": tokens.audio_input,
            "audio_output_tokens": tokens.audio_output,
            "image_input_tokens": tokens.image_input,
            "image_output_tokens": tokens.image_output,
            "reasoning_tokens": tokens.reasoning,
            "tokens_counted_by": _who_counted(usage),
            "cost_by": "price" if usage is None or usage.cost_usd is None else "provider",
            "fees": self.all_fees(usage),
            "is_stream": self.is_stream,
            "ended": ended,
            "latency_ms": round((now_s - self.started_s) * 1000),
            "first_byte_ms": None if first_s is None else round((first_s - self.started_s) * 1000),
            "client_request_id": self.client_request_id,
            **self.notes,
        }
        return json.dumps(
            {name: value for name, value in known.items() if value not in (None, 0, {})}
        )


def _who_counted(usage: Usage | None) -> str:
    if usage is None or usage.told is None or usage.tokens is None:
        return "gateway"
    # The provider told less than came: what came after it was counted here.
    return "both" if usage.counted_output_tokens else "provider"
