"""What a call is held at whose upstreams have several rates, and what of it fits."""

from collections.abc import Mapping
from decimal import Decimal
from uuid import uuid4

import pytest

from orgbilling.gateway.price_parts import parts_of
from orgbilling.gateway.prices import Price
from orgbilling.gateway.rates import Rate, charge_at_worst, output_tokens_affordable
from orgbilling.gateway.worst_case import InputAtWorst, WorstCase

PER_USD = Decimal(1000)


def rate(input_usd: int, output_usd: int, markup: str = "1.5", parts: str | None = None) -> Rate:
    columns: Mapping[str, Decimal] = {"input": Decimal(input_usd), "output": Decimal(output_usd)}
    return Rate(Price(uuid4(), parts_of(columns, parts)), Decimal(markup))


def worst(output_tokens: int) -> WorstCase:
    return WorstCase(
        input=InputAtWorst(1_000), answers=1, output_tokens=output_tokens, is_sent=True,
        may_speak=False,
    )  # fmt: skip


PRICED = rate(3, 8)
# Of these no answer costs more for being longer.
UNBOUNDED = [
    rate(1, 0),
    rate(3, 8, markup="0"),
    rate(0, 0),
    rate(0, 0, parts='{"fees": {"request": "0.001"}}'),
]


@pytest.mark.parametrize("other", UNBOUNDED)
def test_a_rate_of_which_output_costs_nothing_shortens_no_answer(other: Rate) -> None:
    credits = Decimal(20)
    alone = output_tokens_affordable(worst(0), [PRICED], credits, PER_USD)
    assert 0 < alone < 10_000
    for rates in ([PRICED, other], [other, PRICED]):
        fits = output_tokens_affordable(worst(0), rates, credits, PER_USD)
        assert fits == alone
        assert charge_at_worst(worst(fits), rates, PER_USD).credits <= credits
        assert charge_at_worst(worst(fits + 1), rates, PER_USD).credits > credits


@pytest.mark.parametrize("other", UNBOUNDED)
def test_where_output_costs_nothing_no_shorter_answer_fits(other: Rate) -> None:
    for rates in ([other], [other, rate(1, 0)]):
        assert output_tokens_affordable(worst(0), rates, Decimal(20), PER_USD) == 0


def test_a_rate_of_which_not_even_the_input_fits_lets_nothing_fit() -> None:
    dear = rate(1_000, 0)
    assert output_tokens_affordable(worst(0), [PRICED, dear], Decimal(20), PER_USD) == 0
