"""N11: free models and read endpoints were blocked by an empty budget."""

from collections.abc import Callable

import httpx2
import pytest

from tests.gateway.conftest import Caller, Provider


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
