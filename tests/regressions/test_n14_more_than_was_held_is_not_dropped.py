"""N14: a usage larger than its hold was silently dropped."""

from collections.abc import Callable

import pytest

from tests.gateway.conftest import Caller, cost


@pytest.mark.parametrize("is_stream", [False, True])
def test_it_takes_what_the_member_has_left(caller: Caller, is_stream: bool) -> None:
    answer = caller.ask(
        {"input": 9_000, "output": 20_000, "ignores_limit": True}, max_tokens=5, stream=is_stream
    )
    assert answer.status_code == 200
    [row] = caller.usage()
    assert row["credits_used"] == cost(9_000, 20_000) > 300
    assert row["uncollected_credits"] == 0
    assert caller.figures("UH") == (cost(9_000, 20_000), 0)
    assert caller.world.differences() == []


@pytest.mark.parametrize("is_stream", [False, True])
def test_past_that_it_is_recorded_and_told(
    make_caller: Callable[..., Caller], is_stream: bool
) -> None:
    caller = make_caller(1)
    answer = caller.ask(
        {"input": 9_000, "output": 20_000, "ignores_limit": True}, max_tokens=5, stream=is_stream
    )
    assert answer.status_code == 200
    [row] = caller.usage()
    needed = cost(9_000, 20_000)
    assert (row["credits_used"], row["uncollected_credits"]) == (needed, needed - 1)
    assert caller.figures("UHR") == (1, 0, 0)
    request_id = answer.headers["x-request-id"]
    assert caller.server.line_with("gateway_usage_uncollected", request_id)
    assert caller.ask(max_tokens=5).status_code == 402
    assert caller.world.differences() == []
