"""Prices of models, and what the tokens of a call cost by them."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol
from uuid import UUID

from orgbilling.pricing import EXACT, Charge, charge_of, cost_of_tokens


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a call used. The named parts are among `input` and `output`, not beside them;
    `cache_write_1h` is what of `cache_write` is kept for an hour."""

    input: int
    output: int
    cached_input: int = 0
    cache_write: int = 0
    audio_input: int = 0
    audio_output: int = 0
    reasoning: int = 0
    cache_write_1h: int = 0


class PriceRow(Protocol):
    """A row with a version of a price, where there is one: `price_id` and what input and output
    cost are null together."""

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


@dataclass(frozen=True, slots=True)
class Price:
    """One version of a model's price, in US dollars per million tokens."""

    price_id: UUID
    input: Decimal
    output: Decimal
    cached_input: Decimal
    cache_write: Decimal
    audio_input: Decimal
    audio_output: Decimal
    output_tokens_max: int | None

    @classmethod
    def of_row(cls, row: PriceRow) -> "Price":
        """Read a version of a price; a part without a price of its own costs as the whole."""
        input_usd, output_usd = row.input_usd_per_million, row.output_usd_per_million
        assert row.price_id is not None
        assert input_usd is not None
        assert output_usd is not None

        def own_or(given: Decimal | None, other: Decimal) -> Decimal:
            return other if given is None else given

        return cls(
            price_id=row.price_id,
            input=input_usd,
            output=output_usd,
            cached_input=own_or(row.cached_input_usd_per_million, input_usd),
            cache_write=own_or(row.cache_write_usd_per_million, input_usd),
            audio_input=own_or(row.audio_input_usd_per_million, input_usd),
            audio_output=own_or(row.audio_output_usd_per_million, output_usd),
            output_tokens_max=row.output_tokens_max,
        )

    @property
    def is_free(self) -> bool:
        """Whether no call can cost anything."""
        return not any(
            (
                self.input,
                self.output,
                self.cached_input,
                self.cache_write,
                self.audio_input,
                self.audio_output,
            )
        )

    @property
    def dearest_input(self) -> Decimal:
        """What an input token costs at worst."""
        return max(self.input, self.cached_input, self.cache_write, self.audio_input)

    @property
    def dearest_output(self) -> Decimal:
        """What an output token costs at worst."""
        return max(self.output, self.audio_output)

    def charge(self, tokens: Tokens, markup: Decimal, credits_per_usd: Decimal) -> Charge:
        """Return what a call costs."""
        parts = (
            (tokens.cached_input, self.cached_input),
            (tokens.cache_write, self.cache_write),
            (tokens.audio_input, self.audio_input),
        )
        rest = tokens.input - sum(count for count, _ in parts)
        outputs = (
            (tokens.audio_output, self.audio_output),
            (tokens.output - tokens.audio_output, self.output),
        )
        # A provider whose parts exceed their whole is taken at its word for the parts.
        cost = cost_of_tokens((*parts, (rest, self.input), *outputs))
        return charge_of(cost, markup, credits_per_usd)

    def charge_at_worst(
        self, input_tokens: int, output_tokens: int, markup: Decimal, credits_per_usd: Decimal
    ) -> Charge:
        """Return what a call costs if each token is of the dearest kind."""
        cost = cost_of_tokens(
            ((input_tokens, self.dearest_input), (output_tokens, self.dearest_output))
        )
        return charge_of(cost, markup, credits_per_usd)


def output_tokens_that_fit(
    credits: Decimal, input_tokens: int, price: Price, markup: Decimal, credits_per_usd: Decimal
) -> int:
    """Return how many output tokens `credits` pay for beside the input, at worst; 0 where none."""
    if not markup or not price.dearest_output:
        return 0
    usd = EXACT.divide(credits, EXACT.multiply(markup, credits_per_usd))
    rest = EXACT.subtract(usd, cost_of_tokens([(input_tokens, price.dearest_input)]))
    of_one = cost_of_tokens([(1, price.dearest_output)])
    return max(int(EXACT.divide(rest, of_one)), 0)
