"""G7: a free tier was exempt by default, and whatever could not be looked up was free. That a
failed start or a store that is down makes nothing free is in `test_n13_gateway_…`."""

from collections.abc import Callable

import pytest

from tests.gateway.conftest import Caller, Provider, cost


@pytest.mark.parametrize("is_stream", [False, True])
@pytest.mark.parametrize("plan", ["platform", "hybrid"])
def test_no_plan_and_no_trial_is_exempt(
    make_caller: Callable[..., Caller], plan: str, is_stream: bool
) -> None:
    caller = make_caller(10, plan, trial_days=14)
    answer = caller.ask({"input": 40, "output": 50}, stream=is_stream, max_tokens=50)
    assert answer.status_code == 200, answer.text
    caller.settled()
    assert caller.figures("UHR") == (cost(40, 50), 0, 10 - cost(40, 50))


@pytest.mark.parametrize(
    ("model", "opened", "subscribed", "status", "code"),
    [
        ("gpt-test", True, False, 402, "insufficient_quota"),
        ("gpt-test", False, True, 402, "insufficient_quota"),
        # A price that nobody knows is not a price of zero.
        ("gpt-unpriced", True, True, 404, "model_not_found"),
    ],
)
def test_what_is_not_known_or_not_live_is_refused_and_not_free(
    caller: Caller,
    upstream: Provider,
    model: str,
    opened: bool,
    subscribed: bool,
    status: int,
    code: str,
) -> None:
    before = upstream.count()
    caller.world.switch(opened, subscribed)
    for is_stream in (False, True):
        answer = caller.ask({"input": 1, "output": 1}, model=model, stream=is_stream)
        assert (answer.status_code, answer.json()["error"]["code"]) == (status, code), answer.text
    assert upstream.count() == before
    assert caller.usage() == []
