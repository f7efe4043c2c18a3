"""From tokens to dollars to credits, rounded as the ledger rounds: up, at the sixth decimal."""

from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

_MILLION = Decimal(1_000_000)
_CREDIT_DECIMALS = Decimal("0.000001")
_USD_DECIMALS = Decimal("0.000000000001")


@dataclass(frozen=True)
class Cost:
    """What a request costs: the provider's price, what the plan adds (US dollars), and credits."""

    api_cost_usd: Decimal
    markup_usd: Decimal
    credits: Decimal


@dataclass(frozen=True)
class Prices:
    """US dollars for a million tokens, the plan's factor on them, and what a dollar buys."""

    input_usd: Decimal
    output_usd: Decimal
    markup: Decimal
    credits_per_usd: Decimal

    def cost(self, context_tokens: int, generated_tokens: int) -> Cost:
        """Return what so many tokens cost."""
        exact = (context_tokens * self.input_usd + generated_tokens * self.output_usd) / _MILLION
        cost = exact.quantize(_USD_DECIMALS, ROUND_CEILING)
        total = cost * self.markup
        credits = (total * self.credits_per_usd).quantize(_CREDIT_DECIMALS, ROUND_CEILING)
        return Cost(cost, (total - cost).quantize(_USD_DECIMALS, ROUND_CEILING), credits)
