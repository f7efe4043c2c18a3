"""From LiteLLM's cost in US dollars (a float) to credits: exact from there on, rounded once, up."""

from dataclasses import replace
from decimal import Decimal
from typing import Final

from orgbilling import pricing
from orgbilling.integrations.litellm.settings import PluginSettings
from orgbilling.pricing import Charge

# A double keeps 15 digits of a sum; the rest is noise, which rounding up would turn into money.
_FLOAT_DIGITS: Final = 15


def charge_of(cost_usd: float | Decimal, settings: PluginSettings) -> Charge:
    """Turn a cost into a charge: `cost_usd x markup_factor x credits_per_usd`.

    Raises:
        ValueError: it is less than nothing, or no number.
    """
    charge = pricing.charge_of(
        exact_usd(cost_usd), settings.markup_factor, settings.credits_per_usd
    )
    # A markup below 1 is a discount, which the row cannot say: then the total alone does.
    return replace(charge, markup_usd=max(charge.markup_usd, Decimal(0)))


def exact_usd(cost_usd: float | Decimal) -> Decimal:
    """Return a cost without the noise of a float.

    Raises:
        ValueError: it is less than nothing, or no number.
    """
    exact = cost_usd if isinstance(cost_usd, Decimal) else Decimal(f"{cost_usd:.{_FLOAT_DIGITS}g}")
    if not exact.is_finite() or exact < 0:
        raise ValueError(f"{cost_usd!r} is no cost")
    return exact
