"""G5: a pool of 10 could spend 45, and `int(0.9)` was 0: a balance runs dry, to the fraction."""

from collections.abc import Callable
from decimal import Decimal

from tests.gateway.conftest import Caller, Provider, cost


def test_ten_credits_buy_ten_credits_worth_of_calls(
    make_caller: Callable[..., Caller], upstream: Provider
) -> None:
    caller, before = make_caller(10), upstream.count()
    each = cost(40, 50)
    assert each == Decimal("0.9")
    answers = [caller.ask({"input": 40, "output": 50}, max_tokens=50) for _ in range(14)]
    statuses = [answer.status_code for answer in answers]
    served = statuses.count(200)
    # The last ones need more for their worst case than is left.
    assert statuses == [200] * served + [402] * (14 - served)
    assert served >= 10
    assert upstream.count() - before == served
    assert caller.figures("UHR") == (served * each, 0, 10 - served * each)
    assert caller.world.differences() == []
