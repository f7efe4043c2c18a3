"""N11: free models and read endpoints were blocked by an empty budget."""

from collections.abc import Callable
from datetime import UTC, datetime

import httpx2
import pytest

from tests.conftest import OwnerConnection
from tests.gateway.conftest import Caller, Provider
from tests.world import make_world


@pytest.mark.parametrize("is_stream", [False, True])
@pytest.mark.parametrize("path", ["chat/completions", "completions", "responses", "embeddings"])
def test_a_free_model_runs_on_an_empty_budget(
    make_caller: Callable[..., Caller], upstream: Provider, path: str, is_stream: bool
) -> None:
    caller, before = make_caller(0), upstream.count()
    answer = caller.ask(path=path, model="gpt-free", stream=is_stream and path != "embeddings")
    assert answer.status_code == 200
    assert upstream.count() - before == 1
    [row] = caller.usage()
    assert (row["credits_used"], row["request_id"]) == (0, answer.headers["x-request-id"])
    assert caller.ask(path=path).status_code == 402


def test_reading_is_free(make_caller: Callable[..., Caller]) -> None:
    caller = make_caller(0)
    assert caller.ask(model="gpt-free").status_code == 200
    headers = {"authorization": f"Bearer {caller.key}"}
    [row] = caller.usage()
    for path in (
        "/v1/models",
        f"/api/v1/org-billing/credits/{caller.world.org_id}/usage/{row['request_id']}",
    ):
        answer = httpx2.get(f"{caller.server.url}{path}", headers=headers, timeout=30)
        assert answer.status_code == 200, answer.text


def test_what_costs_nothing_comes_after_what_was_due_before_it(owner: OwnerConnection) -> None:
    world = make_world(owner, datetime(2026, 3, 10, 9, tzinfo=UTC))
    member = world.member()
    world.add(100)
    world.allocate(member, 10, "daily")
    world.deduct(member, 4)
    world.now = datetime(2026, 3, 11, 9, tzinfo=UTC)
    world.one(
        "select record_free_usage(%s, %s, 'free', 'llm', 'gpt', '{}', null, %s)",
        world.org_id, member, world.now,
    )  # fmt: skip
    period = world.one(
        """select period_number from credit_usage_attribution
           where org_id = %s and request_id = 'free'""",
        world.org_id,
    )
    assert period["period_number"] == world.allocation(member)["period_number"] == 2
    assert world.figures(member, "AUL") == (10, 0, 4)
    assert world.differences() == []
