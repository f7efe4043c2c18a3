"""What tokens cost: exact decimals all the way, rounded once, up."""

from dataclasses import dataclass
from decimal import ROUND_CEILING, Context, Decimal
from typing import Any, Final
from uuid import UUID

from orgbilling.kernel.money import CREDIT_DECIMALS_MAX, USD_DECIMALS_MAX

# Wide enough that nothing below is rounded but where it says so.
_EXACT: Final = Context(prec=80)
_MILLION: Final = 6
_CREDIT: Final = Decimal(1).scaleb(-CREDIT_DECIMALS_MAX)
_USD: Final = Decimal(1).scaleb(-USD_DECIMALS_MAX)


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a call used. The named parts are among `input` and `output`, not beside them."""

    input: int
    output: int
    cached_input: int = 0
    cache_write: int = 0
    audio_input: int = 0
    audio_output: int = 0
    reasoning: int = 0


@dataclass(frozen=True, slots=True)
class Charge:
    """A cost: the provider's, what the plan adds, and both in credits (six decimals, up)."""

    api_cost_usd: Decimal
    markup_usd: Decimal
    credits: Decimal


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
    def of_row(cls, row: dict[str, Any]) -> "Price":
        """Read a row of `model_prices`; a part without a price of its own costs as the whole."""
        input_usd, output_usd = row["input_usd_per_million"], row["output_usd_per_million"]

        def own_or(name: str, other: Decimal) -> Decimal:
            given: Decimal | None = row[f"{name}_usd_per_million"]
            return other if given is None else given

        return cls(
            price_id=row["price_id"],
            input=input_usd,
            output=output_usd,
            cached_input=own_or("cached_input", input_usd),
            cache_write=own_or("cache_write", input_usd),
            audio_input=own_or("audio_input", input_usd),
            audio_output=own_or("audio_output", output_usd),
            output_tokens_max=row["output_tokens_max"],
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
        cost = Decimal(0)
        # A provider whose parts exceed their whole is taken at its word for the parts.
        for count, usd in (*parts, (max(rest, 0), self.input), *outputs):
            cost = _EXACT.add(cost, _EXACT.multiply(Decimal(max(count, 0)), usd))
        return charge_of(cost.scaleb(-_MILLION, _EXACT), markup, credits_per_usd)

    def charge_at_worst(
        self, input_tokens: int, output_tokens: int, markup: Decimal, credits_per_usd: Decimal
    ) -> Charge:
        """Return what a call costs if each token is of the dearest kind."""
        cost = _EXACT.add(
            _EXACT.multiply(Decimal(input_tokens), self.dearest_input),
            _EXACT.multiply(Decimal(output_tokens), self.dearest_output),
        )
        return charge_of(cost.scaleb(-_MILLION, _EXACT), markup, credits_per_usd)


def charge_of(api_cost_usd: Decimal, markup: Decimal, credits_per_usd: Decimal) -> Charge:
    """Turn a provider's cost into a charge; rounded after the markup, up, so that no cost is free.

    `markup` is the plan's factor (1.5: half of it on top).
    """
    total_usd = _EXACT.multiply(api_cost_usd, markup)
    credits = _EXACT.multiply(total_usd, credits_per_usd)
    cost = api_cost_usd.quantize(_USD, ROUND_CEILING, _EXACT)
    return Charge(
        api_cost_usd=cost,
        markup_usd=total_usd.quantize(_USD, ROUND_CEILING, _EXACT) - cost,
        credits=credits.quantize(_CREDIT, ROUND_CEILING, _EXACT),
    )


def output_tokens_that_fit(
    credits: Decimal, input_tokens: int, price: Price, markup: Decimal, credits_per_usd: Decimal
) -> int:
    """Return how many output tokens `credits` pay for beside the input, at worst; 0 where none."""
    if not markup or not price.dearest_output:
        return 0
    usd = _EXACT.divide(credits, _EXACT.multiply(markup, credits_per_usd)).scaleb(_MILLION, _EXACT)
    rest = _EXACT.subtract(usd, _EXACT.multiply(Decimal(input_tokens), price.dearest_input))
    return max(int(_EXACT.divide(rest, price.dearest_output)), 0)
