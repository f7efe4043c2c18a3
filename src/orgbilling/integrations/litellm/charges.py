"""From LiteLLM's cost in US dollars (a float) to credits: exact from there on, rounded once, up."""

from dataclasses import dataclass
from decimal import ROUND_CEILING, Context, Decimal
from typing import Final

from orgbilling.integrations.litellm.settings import PluginSettings

_EXACT: Final = Context(prec=60)
_CREDIT: Final = Decimal("0.000001")
_USD: Final = Decimal("0.000000000001")
# A double keeps 15 digits of a sum; the rest is noise, which rounding up would turn into money.
_FLOAT_DIGITS: Final = 15


@dataclass(frozen=True)
class Charge:
    """A cost: LiteLLM's, what the markup adds, and both in credits (six decimals)."""

    api_cost_usd: Decimal
    markup_usd: Decimal
    credits: Decimal


def charge_of(cost_usd: float | Decimal, settings: PluginSettings) -> Charge:
    """Turn a cost into a charge: `cost_usd x markup_factor x credits_per_usd`.

    Raises:
        ValueError: it is less than nothing, or no number.
    """
    cost = exact_usd(cost_usd)
    total = _EXACT.multiply(cost, settings.markup_factor)
    credits = _EXACT.multiply(total, settings.credits_per_usd)
    rounded = cost.quantize(_USD, ROUND_CEILING, _EXACT)
    return Charge(
        api_cost_usd=rounded,
        # A markup below 1 is a discount, which the row cannot say: then the total alone does.
        markup_usd=max(total.quantize(_USD, ROUND_CEILING, _EXACT) - rounded, Decimal(0)),
        credits=credits.quantize(_CREDIT, ROUND_CEILING, _EXACT),
    )


def exact_usd(cost_usd: float | Decimal) -> Decimal:
    """Return a cost without the noise of a float.

    Raises:
        ValueError: it is less than nothing, or no number.
    """
    exact = cost_usd if isinstance(cost_usd, Decimal) else Decimal(f"{cost_usd:.{_FLOAT_DIGITS}g}")
    if not exact.is_finite() or exact < 0:
        raise ValueError(f"{cost_usd!r} is no cost")
    return exact
