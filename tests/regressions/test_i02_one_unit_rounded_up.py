"""I2: one side counted credits and the other thousandths (allot 1000, get 1), and `int()` made
0.0009 free: one unit everywhere, rounded once and up."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from orgbilling.pricing import charge_of
from tests.gateway.conftest import Caller


def test_what_is_allocated_is_what_a_call_finds(make_caller: Callable[..., Caller]) -> None:
    caller = make_caller(1)
    error = caller.ask(max_tokens=5_000).json()["error"]
    assert error["available_credits"] == caller.figures("R")[0] == 1


def test_the_smallest_call_costs(caller: Caller) -> None:
    # One token at 0.02 dollars a million, with the markup.
    answer = caller.ask({"input": 1}, path="embeddings", model="embed-test")
    assert Decimal(answer.headers["x-orgbilling-credits"]) == Decimal("0.00003")
    assert caller.figures("U") == (Decimal("0.00003"),)


@pytest.mark.parametrize(
    ("usd", "credits"),
    [
        ("0.0000000001", "0.000001"),
        ("0.0009", "1.35"),
        ("0.00000000067", "0.000002"),
        ("1", "1500"),
    ],
)
def test_a_fraction_of_the_smallest_unit_is_a_whole_one(usd: str, credits: str) -> None:
    assert charge_of(Decimal(usd), Decimal("1.5"), Decimal(1000)).credits == Decimal(credits)
