"""Prices of models, and what the tokens of a call cost by them."""

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final, Protocol
from uuid import UUID

from orgbilling.gateway import queries
from orgbilling.gateway.price_parts import (
    INPUT_KINDS,
    OUTPUT_PARTS,
    REQUEST,
    SECOND,
    STANDARD,
    PriceParts,
    Table,
    parts_of,
)
from orgbilling.gateway.worst_case import InputAtWorst
from orgbilling.pricing import EXACT, Charge, charge_of, cost_of_tokens

_NO_FEES: Final[Mapping[str, int]] = MappingProxyType({})
_INPUT_PARTS: Final = (
    "cached_input",
    "cache_write",
    "audio_input",
    "cached_audio_input",
    "image_input",
    "cached_image_input",
    "video_input",
)
_SILENT_PARTS: Final = tuple(part for part in OUTPUT_PARTS if part != "audio_output")


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a call used. The named parts are among `input` and `output`, not beside them;
    `cache_write_1h` is what of `cache_write` is kept for an hour. Else none is among another: audio
    that was read from the cache is in `cached_audio_input` alone. Only `reasoning` may be among the
    others of the output, where it has no price of its own."""

    input: int
    output: int
    cached_input: int = 0
    cache_write: int = 0
    audio_input: int = 0
    audio_output: int = 0
    reasoning: int = 0
    cache_write_1h: int = 0
    cached_audio_input: int = 0
    image_input: int = 0
    cached_image_input: int = 0
    video_input: int = 0
    image_output: int = 0
    video_output: int = 0
    citation: int = 0


class PriceRow(Protocol):
    """A row with a version of a price, where there is one: `price_id` and what input and output
    cost are null together. `parts` is JSON."""

    @property
    def price_id(self) -> UUID | None: ...
    @property
    def input_usd_per_million(self) -> Decimal | None: ...
    @property
    def output_usd_per_million(self) -> Decimal | None: ...
    @property
    def cached_input_usd_per_million(self) -> Decimal | None: ...
    @property
    def cache_write_usd_per_million(self) -> Decimal | None: ...
    @property
    def audio_input_usd_per_million(self) -> Decimal | None: ...
    @property
    def audio_output_usd_per_million(self) -> Decimal | None: ...
    @property
    def output_tokens_max(self) -> int | None: ...
    @property
    def parts(self) -> str | None: ...


def rates_of_row(row: PriceRow) -> dict[str, Decimal]:
    """Return the rates that stand in the columns of a row, by part, in US dollars per million
    tokens; without those that cost as their whole."""
    columns = {
        "input": row.input_usd_per_million,
        "output": row.output_usd_per_million,
        "cached_input": row.cached_input_usd_per_million,
        "cache_write": row.cache_write_usd_per_million,
        "audio_input": row.audio_input_usd_per_million,
        "audio_output": row.audio_output_usd_per_million,
    }
    return {part: usd for part, usd in columns.items() if usd is not None}


@dataclass(frozen=True, slots=True)
class Price:
    """One version of a model's price."""

    price_id: UUID
    parts: PriceParts
    output_tokens_max: int | None = None

    @classmethod
    def of_row(cls, row: PriceRow) -> "Price":
        """Read a version of a price; a part without a price of its own costs as the whole."""
        assert row.price_id is not None
        known = _known.get(row.price_id)
        if known is None:
            rates = rates_of_row(row)
            assert {"input", "output"} <= set(rates)
            known = cls(row.price_id, parts_of(rates, row.parts), row.output_tokens_max)
            if len(_known) >= _KNOWN_MAX:
                _known.clear()
            _known[row.price_id] = known
        return known

    @property
    def is_free(self) -> bool:
        """Whether no call can cost anything."""
        return not any(self.parts.everything())

    @property
    def is_for_text(self) -> bool:
        """Whether a call of text costs anything, or nothing does. Where only seconds of audio or
        pages have a price, a model would answer chats for nothing."""
        table = self.parts.table
        return self.is_free or REQUEST in table.fees or any(table.rates.values())

    @property
    def has_tokens(self) -> bool:
        """Whether tokens of any kind cost anything, at the usual condition."""
        return any(self.parts.table.rates.values())

    @property
    def has_output(self) -> bool:
        """Whether tokens of an answer cost anything."""
        return any(self.parts.table.rates.get(part) for part in OUTPUT_PARTS)

    @property
    def service_tiers(self) -> Collection[str]:
        """The service tiers that have prices of their own, beside the standard one."""
        return self.parts.service_tiers.keys()

    def has_fee(self, name: str) -> bool:
        """Whether something that is no tokens has a price at every hour."""
        tables = self.parts.possible(None, (STANDARD, *self.service_tiers))
        return all(table.fee_of(name) is not None for table in tables)

    def has_part(self, part: str) -> bool:
        """Whether a part of the tokens has a price of its own at every hour."""
        tables = self.parts.possible(None, (STANDARD, *self.service_tiers))
        return all(table.has(part) for table in tables)

    def unpriced(self, fees: Mapping[str, int]) -> list[str]:
        """Return which fees that a call counted this version has no price for. Sound that is told
        in seconds is charged by its tokens, where these have one."""
        table = self.parts.table
        counted = {SECOND} if self.has_tokens else set[str]()
        return sorted(
            name for name in fees.keys() - counted if fees[name] and table.fee_of(name) is None
        )

    def charge(
        self,
        tokens: Tokens,
        markup: Decimal,
        credits_per_usd: Decimal,
        *,
        fees: Mapping[str, int] = _NO_FEES,
        service_tier: str = STANDARD,
        at: datetime | None = None,
    ) -> Charge:
        """Return what a call costs that a service tier answered at a moment; without one, what it
        costs at the dearest hour. `fees` counts by name what is no tokens (`web_search`)."""
        tiers = (service_tier,)
        tables = [self.parts.at(at, service_tier)] if at else self.parts.possible(None, tiers)
        cost = max(table.cost(_counts(tokens, table), tokens.input, fees) for table in tables)
        return charge_of(cost, markup, credits_per_usd)

    def charge_at_worst(
        self,
        inputs: InputAtWorst | int,
        output_tokens: int,
        markup: Decimal,
        credits_per_usd: Decimal,
        *,
        may_speak: bool = True,
        fees: Mapping[str, int] = _NO_FEES,
        service_tiers: Collection[str] = (STANDARD,),
        at: datetime | None = None,
    ) -> Charge:
        """Return what a call costs at most: every input token charged as the dearest that its kind
        may be (a bare number: of any kind), every output token as the dearest that there is (of
        sound only with `may_speak`), by the dearest tier of the context, hour and service tier that
        it can come to; `fees` are the most units that it can use."""
        cost = max(
            EXACT.add(
                _worst_fixed_usd(table, inputs, fees),
                cost_of_tokens([(output_tokens, _dearest_output(table, inputs, may_speak))]),
            )
            for table in self.parts.possible(at, service_tiers)
        )
        return charge_of(cost, markup, credits_per_usd)


def prices_of_json(text: str) -> dict[str, Price]:
    """Read the versions that hold for some upstreams, by their names, as SQL tells them."""
    rows = json.loads(text, parse_float=Decimal, parse_int=Decimal)
    return {name: Price.of_row(_row_of(row)) for name, row in rows.items()}


def _row_of(row: Mapping[str, Any]) -> queries.FindPriceRow:
    found = {field: row[field] for field in queries.FindPriceRow._fields}
    most = found["output_tokens_max"]
    found["price_id"] = UUID(found["price_id"])
    found["output_tokens_max"] = None if most is None else int(most)
    return queries.FindPriceRow(**found)


# A version never changes, and each call reads one.
_known: dict[UUID, Price] = {}
_KNOWN_MAX: Final = 4096


def _counts(tokens: Tokens, table: Table) -> Iterator[tuple[str, int]]:
    """Return the tokens by part. A provider whose parts exceed their whole is taken at its word
    for the parts."""
    rest = tokens.input
    for part in _INPUT_PARTS:
        count: int = getattr(tokens, part)
        rest -= count
        if part == "cache_write":
            yield "cache_write_1h", tokens.cache_write_1h
            count -= tokens.cache_write_1h
        yield part, count
    yield "input", rest
    rest = tokens.output
    for part in OUTPUT_PARTS[1:]:
        if part != "reasoning" or table.has(part):
            count = getattr(tokens, part)
            rest -= count
            yield part, count
    yield "output", rest


def _at_worst(inputs: InputAtWorst | int) -> tuple[InputAtWorst, ...]:
    """Return what the input may be: a bare number is all text, all audio or all images."""
    if isinstance(inputs, InputAtWorst):
        return (inputs,)
    return InputAtWorst(inputs), InputAtWorst(0, audio=inputs), InputAtWorst(0, image=inputs)


def _worst_fixed_usd(table: Table, inputs: InputAtWorst | int, fees: Mapping[str, int]) -> Decimal:
    worst = max(_worst_input_usd(table, given) for given in _at_worst(inputs))
    return EXACT.add(worst, table.cost_of_fees(fees))


def _worst_input_usd(table: Table, inputs: InputAtWorst) -> Decimal:
    kinds = (("text", inputs.text), ("audio", inputs.audio), ("image", inputs.image))
    return cost_of_tokens(
        (count, table.dearest(INPUT_KINDS[kind], inputs.tokens)) for kind, count in kinds if count
    )


def _dearest_output(table: Table, inputs: InputAtWorst | int, may_speak: bool) -> Decimal:
    parts = OUTPUT_PARTS if may_speak else _SILENT_PARTS
    return table.dearest(parts, _at_worst(inputs)[0].tokens)


def output_tokens_that_fit(
    credits: Decimal,
    inputs: InputAtWorst | int,
    price: Price,
    markup: Decimal,
    credits_per_usd: Decimal,
    *,
    may_speak: bool = True,
    fees: Mapping[str, int] = _NO_FEES,
    service_tiers: Collection[str] = (STANDARD,),
    at: datetime | None = None,
) -> int | None:
    """Return how many output tokens `credits` pay for beside the input, at worst as
    `charge_at_worst` says; None where they pay for the rest, and output costs nothing."""
    if not markup:
        return None
    usd = EXACT.divide(credits, EXACT.multiply(markup, credits_per_usd))
    fitting: list[int] = []
    for table in price.parts.possible(at, service_tiers):
        rest = EXACT.subtract(usd, _worst_fixed_usd(table, inputs, fees))
        of_one = cost_of_tokens([(1, _dearest_output(table, inputs, may_speak))])
        if rest < 0:
            return 0
        if of_one:
            fitting.append(int(EXACT.divide(rest, of_one)))
    return min(fitting, default=None)
