"""What requests cost by what the provider counted, computed apart."""

from decimal import ROUND_CEILING, Decimal
from typing import Any

MARKUP, CREDITS_PER_USD = Decimal("1.5"), 1000
# Dollars for a million tokens: new input, read from a cache, written to one, output.
PRICES = {
    "gpt-test": (Decimal("2.5"), Decimal("1.25"), Decimal("2.5"), Decimal(10)),
    "claude-test": (Decimal(3), Decimal("0.3"), Decimal("3.75"), Decimal(15)),
    "claude-chat": (Decimal(3), Decimal("0.3"), Decimal("3.75"), Decimal(15)),
    "embed-test": (Decimal("0.02"), Decimal("0.02"), Decimal("0.02"), Decimal(0)),
}


def cost_of(asked: dict[str, Any]) -> Decimal:
    """What an answered request costs in credits, by what the provider counted."""
    counted = asked["counted"]
    return _cost(
        asked["model"], *(counted[name] for name in ("new", "cached", "written", "output"))
    )


def cost_of_input(model: str, tokens: int) -> Decimal:
    """What a failed request costs in credits: all of its input as new."""
    return _cost(model, tokens, 0, 0, 0)


def _cost(model: str, *tokens: int) -> Decimal:
    pairs = zip(PRICES[model], tokens, strict=True)
    usd = sum((price * amount for price, amount in pairs), Decimal(0)) / 1_000_000
    return (usd * MARKUP * CREDITS_PER_USD).quantize(Decimal("0.000001"), ROUND_CEILING)
