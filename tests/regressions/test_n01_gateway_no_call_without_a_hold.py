"""N1 at the gateway: the budget was shown, and not enforced: no path to a provider without a
hold."""

from collections.abc import Callable

import pytest

from tests.gateway.conftest import Caller, Provider


@pytest.mark.parametrize("is_stream", [False, True])
@pytest.mark.parametrize("path", ["chat/completions", "completions", "responses", "embeddings"])
def test_an_empty_budget_reaches_no_provider(
    make_caller: Callable[..., Caller], upstream: Provider, path: str, is_stream: bool
) -> None:
    caller, before = make_caller(0), upstream.count()
    answer = caller.ask(path=path, stream=is_stream)
    error = answer.json()["error"]
    assert (answer.status_code, error["code"]) == (402, "insufficient_quota")
    assert error["blocked_by"] == "allocation"
    assert upstream.count() == before


def test_every_call_that_was_sent_was_held_before(caller: Caller) -> None:
    for path in ("chat/completions", "completions", "responses"):
        assert caller.ask(path=path).is_success
    rows = caller.world.rows(
        """select h.created_at <= h.dispatched_at as is_held_first, h.status from credit_holds as h
           where h.org_id = %s""",
        caller.world.org_id,
    )
    assert [(row["is_held_first"], row["status"]) for row in rows] == [(True, "captured")] * 3
