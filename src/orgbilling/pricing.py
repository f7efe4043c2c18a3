"""From tokens to dollars to credits: exact decimals all the way, rounded once, up.

The gateway, the replay of traces and the plugin for LiteLLM charge by these functions alone; they
need no server.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_DOWN, Context, Decimal
from typing import Final

from orgbilling.bounds import CREDIT_DECIMALS_MAX, USD_DECIMALS_MAX

EXACT: Final = Context(prec=80)
"""Wide enough that no product or sum of prices and tokens is rounded."""
# A third of a dollar has no last decimal. Cut off, it still rounds up as the whole would: what is
# missing is far less than what lies between two amounts that a price and a count can make.
_CUT: Final = Context(prec=80, rounding=ROUND_DOWN)
_MILLION: Final = 6
_CREDIT: Final = Decimal(1).scaleb(-CREDIT_DECIMALS_MAX)
_USD: Final = Decimal(1).scaleb(-USD_DECIMALS_MAX)


@dataclass(frozen=True, slots=True)
class Charge:
    """A cost: the provider's, what the plan adds (US dollars), and both in credits."""

    api_cost_usd: Decimal
    markup_usd: Decimal
    credits: Decimal


def cost_of_tokens(parts: Iterable[tuple[int, Decimal]]) -> Decimal:
    """Return what tokens cost, in US dollars, unrounded; each part is how many and the price of a
    million of them. Fewer than none cost nothing."""
    cost = Decimal(0)
    for count, usd_per_million in parts:
        cost = EXACT.add(cost, EXACT.multiply(Decimal(max(count, 0)), usd_per_million))
    return cost.scaleb(-_MILLION, EXACT)


def cost_of_units(parts: Iterable[tuple[int, Decimal, int]]) -> Decimal:
    """Return what units that are no tokens cost (requests, searches, seconds), in US dollars,
    unrounded; each part is how many, a price, and for how many units the price is."""
    cost = Decimal(0)
    for count, usd, units in parts:
        share = _CUT.divide(EXACT.multiply(Decimal(max(count, 0)), usd), Decimal(units))
        cost = EXACT.add(cost, share)
    return cost


def charge_of(api_cost_usd: Decimal, markup: Decimal, credits_per_usd: Decimal) -> Charge:
    """Turn a provider's cost into a charge; rounded after the markup, up, so that no cost is free.

    `markup` is the plan's factor (1.5: half of it on top). Dollars have twelve decimals, credits
    six. What a factor below 1 takes off is a `markup_usd` below 0.
    """
    total_usd = EXACT.multiply(api_cost_usd, markup)
    credits = EXACT.multiply(total_usd, credits_per_usd)
    cost = api_cost_usd.quantize(_USD, ROUND_CEILING, EXACT)
    return Charge(
        api_cost_usd=cost,
        markup_usd=total_usd.quantize(_USD, ROUND_CEILING, EXACT) - cost,
        credits=credits.quantize(_CREDIT, ROUND_CEILING, EXACT),
    )
