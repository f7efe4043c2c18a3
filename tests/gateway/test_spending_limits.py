"""Calls to models keep to what restricts the key, its member and the organization."""

import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import httpx2
import pytest

from orgbilling.kernel.identifiers import hash_secret
from tests.gateway.conftest import Caller, Provider, cost, told
from tests.restrictions import restrict, rules_of

DOORS = ("chat/completions", "completions", "responses", "messages", "embeddings")
LIMIT = {"responses": "max_output_tokens", "embeddings": ""}


def key_id(caller: Caller) -> str:
    row = caller.world.one(
        "select key_id from api_keys where key_hash = %s", hash_secret(caller.key)
    )
    return str(row["key_id"])


def post(
    caller: Caller, door: str, model: str | None = None, limit: int | None = None,
    is_stream: bool = False, **orders: Any,
) -> httpx2.Response:  # fmt: skip
    """A call through one of the doors, with a limit of output tokens where one is named."""
    given: dict[str, Any] = {
        "chat/completions": {"messages": told(**orders)},
        "messages": {"messages": told(**orders), "max_tokens": 16_384},
        "completions": {"prompt": json.dumps(orders)},
    }.get(door, {"input": json.dumps(orders)})
    name = LIMIT.get(door, "max_tokens")
    named = {name: limit} if limit is not None and name else {}
    streams = {"stream": is_stream} if door != "embeddings" else {}
    return httpx2.post(
        f"{caller.server.url}/v1/{door}",
        headers={"authorization": f"Bearer {caller.key}"},
        json={
            "model": model or ("embed-test" if door == "embeddings" else "gpt-test"),
            **given, **named, **streams,
        },
        timeout=30,
    )  # fmt: skip


def error_of(answer: httpx2.Response) -> dict[str, Any]:
    error: dict[str, Any] = answer.json()["error"]
    return error


def used_of(caller: Caller, kind: str, subject: str, unit: str) -> Any:
    limits = rules_of(caller.world, kind, subject)["limits"]
    return next(limit[f"used_{unit}"] for limit in limits if f"used_{unit}" in limit)


@pytest.mark.parametrize("is_stream", [False, True])
@pytest.mark.parametrize("door", DOORS)
def test_a_budget_that_does_not_cover_a_call_is_told_in_its_clients_shape(
    caller: Caller, upstream: Provider, door: str, is_stream: bool
) -> None:
    most = Decimal("0.0001") if door == "embeddings" else 20
    restrict(caller.world, "key", key_id(caller), limits=[("credits", "day", float(most))])
    before = upstream.count()
    # 8,000 tokens of output are 120 credits. One of a message is lowered by us, until none fits.
    limit = {"messages": None}.get(door, 8_000)
    if door == "messages":
        restrict(caller.world, "key", key_id(caller), limits=[("credits", "day", 1)])
        most = 1
    answer = post(caller, door, limit=limit, is_stream=is_stream)
    assert answer.status_code == 402, answer.text
    error = error_of(answer)
    kind = "billing_error" if door == "messages" else "insufficient_quota"
    assert (error["type"], error["code"]) == (kind, "insufficient_quota")
    assert (error["blocked_by"], error["resolvable_by"]) == ("budget", "org_admin")
    resets_at = datetime.fromisoformat(error["limit"].pop("resets_at"))
    assert timedelta(0) < resets_at - datetime.now(UTC) <= timedelta(days=1)
    assert error["limit"] == {
        "kind": "key", "id": key_id(caller), "period": "day", "limit_credits": float(most),
        "used_credits": 0, "held_credits": 0,
    }  # fmt: skip
    assert error["held_credits"] == 0
    fits = {"embeddings": (0, 0), "messages": (30, 67)}.get(door, (1_000, 1_333))
    assert fits[0] <= error["max_tokens_affordable"] <= fits[1]
    assert "budget of" in error["message"]
    assert upstream.count() == before
    assert caller.figures("UH") == (0, 0)


@pytest.mark.parametrize("kind", ["key", "member"])
@pytest.mark.parametrize("door", ["chat/completions", "responses", "messages"])
def test_a_limit_that_nobody_named_is_lowered_to_what_the_budget_leaves(
    caller: Caller, upstream: Provider, door: str, kind: str
) -> None:
    subject = key_id(caller) if kind == "key" else caller.user_id
    restrict(caller.world, kind, subject, limits=[("credits", "month", 40)])
    answer = post(caller, door, input=10, output=100)
    assert answer.status_code == 200, answer.text
    # 40 credits are 2,666 tokens of output and no input.
    sent = int(answer.headers["x-max-output-tokens"])
    assert 2_500 < sent <= 2_666
    body = upstream.asked()[-1]["body"]
    names = ("max_completion_tokens", "max_output_tokens", "max_tokens")
    assert sent in [body.get(name) for name in names]
    caller.settled()
    assert used_of(caller, kind, subject, "credits") == float(cost(10, 100))
    # What it named itself is not touched, and is refused with what fits.
    if door != "messages":
        error = error_of(post(caller, door, limit=2_666, output=3))
        assert 2_400 < error["max_tokens_affordable"] < sent
        fitting = post(caller, door, limit=error["max_tokens_affordable"], output=3)
        assert fitting.status_code == 200
    caller.settled()
    assert caller.world.differences() == []


def test_what_runs_is_held_and_told_as_such(caller: Caller) -> None:
    restrict(caller.world, "member", caller.user_id, limits=[("credits", "day", 100)])
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(post, caller, "chat/completions", limit=6_000, silent_ms=1_500)
        while not caller.figures("H")[0]:
            time.sleep(0.02)
        error = error_of(post(caller, "chat/completions", limit=6_000))
        assert running.result().status_code == 200
    assert 90 < error["limit"]["held_credits"] == error["held_credits"] < 91
    assert error["max_tokens_affordable"] < 700
    caller.settled()
    assert post(caller, "chat/completions", limit=6_000, output=1).status_code == 200


def test_a_call_that_cost_more_than_the_budget_leaves_is_charged_in_full(caller: Caller) -> None:
    restrict(caller.world, "member", caller.user_id, limits=[("credits", "day", 2)])
    answer = post(caller, "chat/completions", limit=100, input=10, output=400, ignores_limit=True)
    assert answer.status_code == 200
    caller.settled()
    assert used_of(caller, "member", caller.user_id, "credits") == float(cost(10, 400)) > 2
    assert error_of(post(caller, "chat/completions", limit=1))["blocked_by"] == "budget"
    assert caller.world.differences() == []


@pytest.mark.parametrize("model", ["gpt-test", "gpt-free"])
@pytest.mark.parametrize("door", DOORS)
def test_requests_a_minute_hold_at_every_door_and_of_free_models(
    caller: Caller, upstream: Provider, door: str, model: str
) -> None:
    model = "embed-test" if (door, model) == ("embeddings", "gpt-test") else model
    restrict(caller.world, "key", key_id(caller), limits=[("requests", "minute", 2)])
    before = upstream.count()
    answers = [post(caller, door, model, limit=5) for _ in range(5)]
    statuses = [answer.status_code for answer in answers]
    # A minute may end meanwhile.
    assert set(statuses) == {200, 429}
    refused = next(answer for answer in answers if answer.status_code == 429)
    assert 1 <= int(refused.headers["retry-after"]) <= 60
    assert refused.headers["x-should-retry"] == "true"
    error = error_of(refused)
    assert (error["type"], error["code"]) == ("rate_limit_error", "rate_limited")
    assert error["limit"].pop("resets_at")
    assert error["limit"] == {
        "kind": "key", "id": key_id(caller), "period": "minute", "limit_requests": 2,
        "used_requests": 2, "held_requests": 0,
    }  # fmt: skip
    caller.settled()
    assert upstream.count() - before == statuses.count(200)
    assert caller.world.differences() == []


@pytest.mark.parametrize("model", ["gpt-test", "gpt-free"])
def test_tokens_a_minute_count_after_the_answer_of_free_models_too(
    caller: Caller, model: str
) -> None:
    restrict(caller.world, "member", caller.user_id, limits=[("tokens", "minute", 1_000)])
    answer = post(caller, "chat/completions", model, limit=3_000, input=20, output=2_000)
    assert answer.status_code == 200
    caller.settled()
    # Unless the minute has ended meanwhile.
    assert used_of(caller, "member", caller.user_id, "tokens") in (2_020, 0)
    refused = [post(caller, "chat/completions", model, limit=5) for _ in range(2)]
    statuses = [answer.status_code for answer in refused]
    assert 429 in statuses or used_of(caller, "member", caller.user_id, "tokens") < 1_000
    assert caller.world.differences() == []


def test_a_free_call_keeps_the_tags_and_needs_no_budget(caller: Caller) -> None:
    restrict(caller.world, "key", key_id(caller), tags=["ci"], limits=[("credits", "day", 0)])
    answer = post(caller, "chat/completions", "gpt-free", input=3, output=4)
    assert answer.status_code == 200
    [row] = caller.usage()
    assert row["request_metadata"]["tags"] == ["ci"]
    assert caller.world.differences() == []


RULES: dict[str, tuple[dict[str, Any], str]] = {
    "expired": ({"expires_at": datetime(2020, 1, 1, tzinfo=UTC)}, "access_expired"),
    "an address": ({"addresses": ["192.0.2.0/24"]}, "address_not_allowed"),
    "a model": ({"models": ["embed-*x"]}, "model_not_allowed"),
}


@pytest.mark.parametrize("kind", ["key", "member", "organization"])
@pytest.mark.parametrize("name", RULES)
@pytest.mark.parametrize("door", [*DOORS, "messages/count_tokens"])
def test_a_rule_forbids_a_call_before_anybody_is_asked(
    caller: Caller, upstream: Provider, door: str, name: str, kind: str
) -> None:
    rules, code = RULES[name]
    org_id = str(caller.world.org_id)
    subject = {"key": key_id(caller), "member": caller.user_id, "organization": org_id}[kind]
    restrict(caller.world, kind, subject, **rules)
    before = upstream.count()
    for model in (None, "gpt-free"):
        if door == "messages/count_tokens":
            answer = httpx2.post(
                f"{caller.server.url}/v1/{door}", headers={"x-api-key": caller.key},
                json={"model": model or "gpt-test", "messages": told()},
            )  # fmt: skip
        else:
            answer = post(caller, door, model, limit=5)
        assert answer.status_code == 403, answer.text
        error = error_of(answer)
        assert (error["type"], error["code"]) == ("permission_error", code)
        assert error["resolvable_by"] == "org_admin"
    assert upstream.count() == before
    restrict(caller.world, kind, subject, addresses=["127.0.0.0/8"], models=["*"])
    if door != "messages/count_tokens":
        assert post(caller, door, limit=5).status_code == 200


def get(caller: Caller, rest: str = "") -> httpx2.Response:
    return httpx2.get(
        f"{caller.server.url}/v1/models{rest}", headers={"authorization": f"Bearer {caller.key}"}
    )


def test_only_models_that_are_allowed_are_listed(
    make_caller: Callable[..., Caller],
) -> None:
    caller = make_caller()
    everything = {model["id"] for model in get(caller).json()["data"]}
    assert {"gpt-test", "gpt-free", "embed-test"} <= everything
    restrict(caller.world, "organization", str(caller.world.org_id), models=["gpt-*"])
    restrict(caller.world, "key", key_id(caller), models=["*-test", "gpt-free"])
    assert {model["id"] for model in get(caller).json()["data"]} == {"gpt-test", "gpt-free"}
    assert get(caller, "/gpt-test").json()["id"] == "gpt-test"
    for model in ("embed-test", "gpt-other"):
        answer = get(caller, f"/{model}")
        assert (answer.status_code, error_of(answer)["code"]) == (404, "model_not_found")
        unknown = error_of(get(caller, "/nobody-has-this"))["message"]
        assert error_of(answer)["message"] == unknown.replace("nobody-has-this", model)
    # Another of the organization has only its own rules.
    restrict(caller.world, "key", key_id(caller), addresses=["192.0.2.7"])
    for rest in ("", "/gpt-test"):
        answer = get(caller, rest)
        assert (answer.status_code, error_of(answer)["code"]) == (403, "address_not_allowed")
