"""A request to a model: what it asks for, what it can cost at worst, and what a provider gets."""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Protocol, TypeAlias

from orgbilling.edge.bodies import is_storable
from orgbilling.edge.json_cost import (
    give_way,
    may_be_deep,
    nested_too_deeply,
    require_shallow,
    takes_long,
)
from orgbilling.gateway.dialects.usage import Usage
from orgbilling.gateway.hidden_input import hidden_input
from orgbilling.gateway.media.spoken import SoundReader
from orgbilling.gateway.media_rules import audio_tokens, file_tokens, image_tokens
from orgbilling.gateway.price_parts import SECOND
from orgbilling.gateway.prices import Price
from orgbilling.gateway.request_dialects import (
    DEFAULT,
    KINDS,
    Kind,
    known_limits,
    known_limits_of,
    known_multipliers,
    request_dialect,
)
from orgbilling.gateway.request_fields import (
    ANSWERS_MAX,
    NESTED_SETTINGS,
    Fitted,
    fit_body,
    whole_number,
    wrong,
)
from orgbilling.gateway.request_notes import notes_of
from orgbilling.gateway.whole import WholeAnswer
from orgbilling.gateway.worst_case import Counted, InputAtWorst
from orgbilling.kernel.errors import Invalid

# Roles, separators and the names of tools are tokens too.
_OVERHEAD_TOKENS: Final = 16
# What a model's price can be said for; of pictures that it makes, it cannot.
_MODALITIES: Final = frozenset({"text", "audio"})


_AT_ONCE: Final = json.JSONDecoder()
_PATIENT: Final = give_way(json.JSONDecoder())
_WHOLE: Final = frozenset({"embeddings", "moderations", "rerank"})
_LIMITED: Final = frozenset({"chat/completions", "completions", "responses", "messages"})


class Asked(Protocol):
    """Whom a request can go to: an upstream."""

    @property
    def dialect(self) -> str: ...
    @property
    def passes_through(self) -> bool: ...


Turn: TypeAlias = Callable[[Callable[[], Any]], Awaitable[Any]]
"""Does something with a large body in its turn, beside the event loop; returns what came of it."""


@dataclass(slots=True)
class ModelRequest:
    """A parsed body and what it says about its cost. `limit` is the output tokens of one answer
    that it names; `may_speak` tells that they may be tokens of sound, `has_limit_always` that its
    clients name a limit in every request, whether anybody wants one or not. `notes` is what its
    usage keeps of it. `turn` does what takes longer than others may wait, for a large body alone.
    """

    kind: Kind
    body: dict[str, Any]
    model: str
    limit: int | None
    is_stream: bool
    wants_usage: bool
    may_speak: bool
    bytes_per_token: int
    has_limit_always: bool = False
    notes: dict[str, Any] = field(default_factory=dict)
    turn: Turn | None = None
    _fitted: dict[tuple[str, bool], Fitted] = field(default_factory=dict)

    def take_turns(self, turn: Turn) -> None:
        """Have `turn` do what takes long."""
        self.turn = turn

    @property
    def has_output_limit(self) -> bool:
        """Whether a limit can bound its answer; else what is asked for does."""
        return self.kind in _LIMITED

    @property
    def brings_bytes(self) -> bool:
        """Whether its answer is bytes that go on as they come."""
        return False

    @property
    def bytes_type(self) -> str:
        """What such an answer is where its provider does not say."""
        return "application/octet-stream"

    def bytes_reader(self) -> SoundReader | None:
        """Make what reads such an answer; None where its answer is none."""
        return None

    @property
    def content_type(self) -> str:
        """What the body is that a provider gets."""
        return "application/json"

    def provider_headers(self, api_key: str) -> dict[str, str]:
        """Return the headers that say to a provider whose request it is; none without a key."""
        return {"authorization": f"Bearer {api_key}"} if api_key else {}

    def fit_for(self, upstream: Asked) -> Fitted:
        """Return what of the body goes on to an upstream, as `fit` does."""
        return self.fit(upstream.dialect, passes_through=upstream.passes_through)

    def fit(self, dialect: str = DEFAULT, *, passes_through: bool = False) -> Fitted:
        """Return what of the body goes on to a family of providers; found out once a family.

        Raises:
            Invalid: `invalid_request`, `tool_not_priced`: part of it may not.
        """
        found = self._fitted.get((dialect, passes_through))
        if found is None:
            family = request_dialect(dialect)
            found = fit_body(self.kind, self.body, family, passes_through=passes_through)
            self._fitted[dialect, passes_through] = found
        return found

    def input_at_worst(
        self, fitted: Fitted, provider_model: str, context_tokens: int | None = None
    ) -> InputAtWorst:
        """Return the most input tokens that a provider's model can charge for.

        Raises:
            Invalid: `media_not_priceable`: there is no most of a picture, a sound or a file.
        """
        text = -(-fitted.text_bytes // self.bytes_per_token) + fitted.numbers + _OVERHEAD_TOKENS
        text += hidden_input(provider_model, self.model).tokens(fitted.body)
        image = audio = 0
        for media in fitted.media:
            if media.kind == "image":
                image += image_tokens(media, provider_model, self.model)
            elif media.kind == "audio":
                audio += audio_tokens(media, provider_model, self.model)
            else:
                image += file_tokens(
                    media, provider_model, self.model, self.bytes_per_token, context_tokens
                )
        return InputAtWorst(text, image, audio).within(context_tokens)

    def output_at_worst(self, provider_model: str, price: Price) -> int:
        """Return the most output tokens of one answer that no limit bounds.

        Raises:
            Invalid: `media_not_priceable`: there is no most.
        """
        del provider_model, price
        return 0

    def fees_at_worst(self, fitted: Fitted, provider_model: str, price: Price) -> dict[str, int]:
        """Return the most units that are no tokens, by the fee that the price has for them.

        Raises:
            Invalid: `media_not_priceable`: there is no most, or the price has no fee for this.
        """
        del provider_model
        seconds = sum(media.seconds or 0 for media in fitted.media if media.kind == "audio")
        return {SECOND: seconds} if seconds and price.has_fee(SECOND) else {}

    def input_fees(self, fees: Mapping[str, int]) -> dict[str, int]:
        """Return what of the most units is its input, which is charged whatever comes of it."""
        return dict(fees)

    def count(self, whole: WholeAnswer, provider_model: str, price: Price) -> Counted:
        """Return what a whole answer brought, for what its provider does not count."""
        del provider_model, price
        return Counted(whole.output_tokens(self.bytes_per_token))

    def count_stream(self, ended: str, provider_model: str, price: Price) -> Counted | None:
        """Return what a stream brought that ended so; None where that is counted by its text."""
        del ended, provider_model, price
        return None

    def understood(self, usage: Usage | None) -> Usage | None:
        """Return the usage that a provider told, by what such an answer is made of."""
        return usage

    def forwarded(
        self,
        model: str,
        output_tokens_max: int | None,
        dialect: str = DEFAULT,
        *,
        passes_through: bool = False,
        service_tier: str | None = None,
    ) -> bytes:
        """Return the body that a provider gets: what its family knows of it, the provider's own
        name of the model, usage at the end of a stream, and the limit and tier that were held for
        it; without a tier the request's own word stays."""
        family = request_dialect(dialect)
        body = {"model": model, **self.fit(dialect, passes_through=passes_through).body}
        if service_tier is not None:
            body["service_tier"] = service_tier
        if (
            self.is_stream
            and self.kind != "responses"
            and "stream_options" in family.bodies[self.kind].fields
        ):
            options = body.get("stream_options")
            body["stream_options"] = {
                **(options if isinstance(options, dict) else {}),
                "include_usage": True,
            }
        if output_tokens_max is not None:
            given = tuple(name for name in family.limits[self.kind] if self.body.get(name))
            for name in given or family.limits[self.kind][:1]:
                body[name] = output_tokens_max
            if passes_through:
                _set_limits(body, self.body, output_tokens_max)
        return written(body)


def written(body: dict[str, Any]) -> bytes:
    """Return a body as its bytes."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode(
        "utf-8", "surrogatepass"
    )


def read_request(kind: Kind, raw: bytes, bytes_per_token: int) -> ModelRequest:
    """Parse a request to a model.

    Raises:
        Invalid: `invalid_request`: no JSON object, no model, or a limit that is none.
    """
    return request_of(kind, read_body(raw), bytes_per_token)


def read_body(raw: bytes) -> dict[str, Any]:
    """Parse the body of a request to a model.

    Raises:
        Invalid: `invalid_request`: no JSON object.
        DomainError: `nested_too_deeply`.
    """
    try:
        # JSON is UTF-8; of other encodings nobody has counted what they cost.
        body = (_PATIENT if takes_long(raw) else _AT_ONCE).decode(raw.decode("utf-8-sig"))
    except ValueError:
        raise Invalid("The body is not JSON.", code="invalid_request") from None
    except RecursionError:
        raise nested_too_deeply() from None
    if may_be_deep(raw):
        require_shallow(body)
    if not isinstance(body, dict):
        raise Invalid("The body must be a JSON object.", code="invalid_request")
    return body


def request_of(kind: Kind, body: dict[str, Any], bytes_per_token: int) -> ModelRequest:
    """Return what a parsed body says.

    Raises:
        Invalid: `invalid_request`: no model, or a limit that is none.
    """
    model = body.get("model")
    if not isinstance(model, str) or not 0 < len(model) <= 255 or not is_storable(model):
        raise wrong("model", "must name a model")
    if not isinstance(body.get("service_tier"), str | None):
        raise wrong("service_tier", "must be a text")
    # One that is merely like true would be a stream to some providers, and not to us.
    if not (body.get("stream") is None or isinstance(body["stream"], bool)):
        raise wrong("stream", "must be true or false")
    if kind in KINDS and body.get("background") not in (None, False):
        raise wrong("background", "must be false: what ends later cannot be charged when it ends")
    for name in {"completions": ("prompt",), "embeddings": ("input",)}.get(kind, ()):
        _check_texts(name, body.get(name))
    for name in known_multipliers().intersection(body):
        if body[name] is not None:
            whole_number(name, body[name], ANSWERS_MAX)
    modalities = _modalities(body)
    options = body.get("stream_options")
    return ModelRequest(
        kind=kind,
        body=body,
        model=model,
        limit=_named_limit(kind, body),
        is_stream=body.get("stream") is True and kind not in _WHOLE,
        wants_usage=isinstance(options, dict) and options.get("include_usage") is True,
        may_speak="audio" in modalities or body.get("audio") is not None,
        bytes_per_token=bytes_per_token,
        notes=notes_of(body),
    )


def _named_limit(kind: Kind, body: dict[str, Any]) -> int | None:
    # Which of several binds is the provider's choice; at worst it is the largest.
    names = [name for name in known_limits_of(kind) if body.get(name) is not None]
    return max((whole_number(name, body[name]) for name in sorted(names)), default=None)


def _modalities(body: dict[str, Any]) -> list[str]:
    given = body.get("modalities")
    if given is None:
        return []
    if not isinstance(given, list) or not all(
        isinstance(each, str) and each.lower() in _MODALITIES for each in given
    ):
        raise wrong("modalities", "must be text or audio: others have prices of their own")
    return [each.lower() for each in given]


def _check_texts(name: str, given: Any) -> None:
    """Refuse what is neither text nor token ids: what it would cost is not known."""
    for each in given if isinstance(given, list) else [given]:
        if not (
            each is None
            or isinstance(each, str | int)
            or (isinstance(each, list) and all(isinstance(number, int) for number in each))
        ):
            raise wrong(name, "must be texts, or lists of token ids")


def _set_limits(body: dict[str, Any], given: dict[str, Any], output_tokens_max: int) -> None:
    """Overwrite every limit that any family knows, where the rest of a body is passed through."""
    for name in known_limits().intersection(given):
        body[name] = output_tokens_max
    for place in NESTED_SETTINGS:
        nested = body.get(place)
        if isinstance(nested, dict):
            named = known_limits().intersection(nested)
            body[place] = {**nested, **dict.fromkeys(named, output_tokens_max)}
