"""The prices that a trace is replayed at."""

from dataclasses import dataclass
from decimal import Decimal

from orgbilling.pricing import Charge, charge_of, cost_of_tokens


@dataclass(frozen=True)
class Prices:
    """US dollars for a million tokens, the plan's factor on them, and what a dollar buys."""

    input_usd: Decimal
    output_usd: Decimal
    markup: Decimal
    credits_per_usd: Decimal

    def cost(self, context_tokens: int, generated_tokens: int) -> Charge:
        """Return what so many tokens cost."""
        parts = ((context_tokens, self.input_usd), (generated_tokens, self.output_usd))
        return charge_of(cost_of_tokens(parts), self.markup, self.credits_per_usd)
