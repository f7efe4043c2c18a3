"""What a call is charged at: by the price, and with the markup, of the upstream that answers it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from orgbilling.gateway.prices import Price, output_tokens_that_fit
from orgbilling.gateway.worst_case import WorstCase
from orgbilling.pricing import Charge


@dataclass(frozen=True, slots=True)
class Rate:
    """A version of a price, and the factor on it."""

    price: Price
    markup: Decimal


def charge_at_worst(worst: WorstCase, rates: Sequence[Rate], credits_per_usd: Decimal) -> Charge:
    """Return the most that a call can come to, whichever of its upstreams answers."""
    charges = (
        rate.price.charge_at_worst(
            worst.input,
            worst.all_output_tokens,
            rate.markup,
            credits_per_usd,
            may_speak=worst.may_speak,
            fees=worst.fees,
            service_tiers=worst.service_tiers,
        )
        for rate in rates
    )
    return max(charges, key=lambda charge: charge.credits)


def output_tokens_affordable(
    worst: WorstCase, rates: Sequence[Rate], credits: Decimal, credits_per_usd: Decimal
) -> int:
    """Return how many output tokens of each answer `credits` pay for, whichever upstream answers;
    0 where none do, and where output costs nothing at any."""
    each = (
        output_tokens_that_fit(
            credits,
            worst.input,
            rate.price,
            rate.markup,
            credits_per_usd,
            may_speak=worst.may_speak,
            fees=worst.fees,
            service_tiers=worst.service_tiers,
        )
        for rate in rates
    )
    total = min((fitting for fitting in each if fitting is not None), default=0)
    return total // worst.answers
