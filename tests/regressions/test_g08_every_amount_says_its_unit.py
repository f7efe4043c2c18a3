"""G8: "$0.006 = 6 credits" and an estimate of 0.009 instead of 9: the unit is in every name."""

from collections.abc import Callable
from decimal import Decimal

from tests.gateway.conftest import Caller


def test_dollars_and_credits_are_told_apart(caller: Caller) -> None:
    # 2,400 input tokens at 2.5 dollars a million: 0.006 dollars, 6 credits, 9 with the markup.
    answer = caller.ask({"input": 2_400, "output": 0})
    assert Decimal(answer.headers["x-orgbilling-credits"]) == 9
    [row] = caller.usage()
    assert (row["api_cost_usd"], row["markup_usd"]) == (Decimal("0.006"), Decimal("0.003"))
    assert row["credits_used"] == caller.figures("U")[0] == 9


def test_a_refusal_speaks_in_credits(make_caller: Callable[..., Caller]) -> None:
    caller = make_caller("0.5")
    error = caller.ask(max_tokens=600).json()["error"]
    # 600 output tokens at 10 dollars a million are 0.006 dollars: 9 credits, and the input.
    assert 9 < error["needed_credits"] < 9.5
    assert error["available_credits"] == 0.5
