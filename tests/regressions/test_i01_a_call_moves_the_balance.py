"""I1: a wrongly typed argument failed every deduction of an organization, and was swallowed: the
provider was paid, and the balance stood still."""

import pytest

from tests.gateway.conftest import Caller, cost


@pytest.mark.parametrize("is_stream", [False, True])
@pytest.mark.parametrize("path", ["chat/completions", "completions", "responses"])
def test_from_the_client_to_the_ledger(caller: Caller, path: str, is_stream: bool) -> None:
    pool_used_before = caller.world.pool()[3]
    answer = caller.ask({"input": 300, "output": 16}, path=path, stream=is_stream)
    assert answer.status_code == 200
    charged = cost(300, 16)
    assert caller.figures("UHR") == (charged, 0, 1_000 - charged)
    assert caller.world.pool()[3] - pool_used_before == charged
    [row] = caller.usage()
    assert row["request_id"] == answer.headers["x-request-id"]
    assert (row["user_id"], row["credits_used"]) == (caller.user_id, charged)
    assert caller.world.differences() == []
