"""The limit that is held is the limit that is sent, and what does not fit is lowered or refused."""

import asyncio
import json
import random
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import httpx2
import pytest

from orgbilling.gateway.request_dialects import known_limits
from orgbilling.gateway.requests import read_request
from orgbilling.settings import SettingsError, load_settings
from tests.gateway.conftest import Caller, Provider, cost, settings_of, told
from tests.servers.server import Server, serving

DEFAULT = 16_384


def sent_limit(upstream: Provider) -> dict[str, int]:
    body = upstream.asked()[-1]["body"]
    return {name: body[name] for name in known_limits() if name in body}


@pytest.mark.parametrize(
    ("path", "model", "fields", "sent"),
    [
        ("chat/completions", "gpt-test", {}, {"max_completion_tokens": DEFAULT}),
        ("chat/completions", "gpt-test", {"max_tokens": None}, {"max_completion_tokens": DEFAULT}),
        ("chat/completions", "gpt-test", {"max_tokens": 70}, {"max_tokens": 70}),
        (
            "chat/completions", "gpt-test", {"max_tokens": 70, "max_completion_tokens": 900},
            {"max_tokens": 900, "max_completion_tokens": 900},
        ),
        ("chat/completions", "gpt-test", {"max_output_tokens": 7, "num_predict": 8},
         {"max_completion_tokens": DEFAULT}),
        ("completions", "gpt-test", {}, {"max_tokens": 16}),
        ("completions", "gpt-test", {"max_tokens": 500}, {"max_tokens": 500}),
        ("responses", "gpt-test", {}, {"max_output_tokens": DEFAULT}),
        ("responses", "gpt-test", {"max_output_tokens": 99}, {"max_output_tokens": 99}),
        # Its price says that the model gives 100.
        ("chat/completions", "gpt-known", {}, {"max_completion_tokens": 100}),
        ("chat/completions", "gpt-known", {"max_tokens": 5_000}, {"max_tokens": 100}),
        ("chat/completions", "gpt-known", {"max_tokens": 40}, {"max_tokens": 40}),
        # Nothing is held for one that is free, so that nothing has to be limited.
        ("chat/completions", "gpt-free", {}, {}),
        ("chat/completions", "gpt-free", {"max_tokens": 40}, {"max_tokens": 40}),
        ("embeddings", "embed-test", {}, {}),
    ],
)  # fmt: skip
@pytest.mark.parametrize("is_stream", [False, True])
def test_what_is_sent_is_told(
    caller: Caller,
    upstream: Provider,
    path: str,
    model: str,
    fields: dict[str, Any],
    sent: dict[str, int],
    is_stream: bool,
) -> None:
    answer = caller.ask(path=path, model=model, stream=is_stream, **fields)
    assert answer.status_code == 200
    assert sent_limit(upstream) == sent
    told_limits = {answer.headers.get("x-max-output-tokens")}
    assert told_limits == ({str(limit) for limit in sent.values()} or {None})


def test_a_limit_that_is_none_says_what_one_is(caller: Caller, upstream: Provider) -> None:
    before = upstream.count()
    for limit in (100_000_000, 0, -5, 1.5, "9", True, [1]):
        error = caller.ask(max_tokens=limit).json()["error"]
        assert error["code"] == "invalid_request"
        assert error["param"] == "max_tokens"
        assert error["message"] == "max_tokens must be a whole number between 1 and 10,000,000."
    assert upstream.count() == before


async def ask_all(
    caller: Caller, orders: dict[str, Any], count: int, **fields: Any
) -> list[httpx2.Response]:
    limits = httpx2.Limits(max_connections=count)
    async with httpx2.AsyncClient(timeout=60, limits=limits) as client:
        return await asyncio.gather(
            *(
                client.post(
                    f"{caller.server.url}/v1/chat/completions",
                    headers={"authorization": f"Bearer {caller.key}"},
                    json={"model": "gpt-test", "messages": told(**orders), **fields},
                )
                for _ in range(count)
            )
        )


async def test_of_twelve_calls_without_a_limit_at_once_nothing_is_uncollected(
    make_caller: Callable[..., Caller],
) -> None:
    # The provider would give 6,000 tokens to each: 90 credits, where the member has 37.2.
    caller = make_caller("37.2")
    answers = await ask_all(caller, {"input": 5, "output": 6_000, "silent_ms": 800}, 12)
    statuses = Counter(answer.status_code for answer in answers)
    assert statuses[200] >= 1
    assert set(statuses) == {200, 402}
    rows = caller.usage()
    assert len(rows) == statuses[200]
    assert sum(row["uncollected_credits"] for row in rows) == 0
    [used, held, remaining] = caller.figures("UHR")
    assert (held, used + remaining) == (0, Decimal("37.2"))
    assert caller.world.differences() == []


@pytest.mark.parametrize("output", [200, 1_000_000])
async def test_two_hundred_calls_without_a_limit_on_a_balance_for_ten(
    make_caller: Callable[..., Caller], output: int
) -> None:
    # The second provider gives as much as the limit that it is told lets it.
    orders = {"input": 20, "output": output, "silent_ms": 1500}
    request = read_request(
        "chat/completions", json.dumps({"model": "m", "messages": told(**orders)}).encode(), 3
    )
    of_one = cost(request.input_at_worst(request.fit(), "gpt-test").tokens, DEFAULT)
    caller = make_caller(str(10 * of_one))
    answers = await ask_all(caller, orders, 200)
    statuses = Counter(answer.status_code for answer in answers)
    assert set(statuses) == {200, 402}
    assert statuses[200] >= 10
    for answer in answers:
        if answer.status_code == 402:
            error = answer.json()["error"]
            assert error["max_tokens_affordable"] < 1024
            assert 0 < error["held_credits"] <= float(10 * of_one)
    rows = caller.usage()
    assert len(rows) == statuses[200]
    assert sum(row["uncollected_credits"] for row in rows) == 0
    [used, held, remaining] = caller.figures("UHR")
    assert (held, used + remaining) == (0, 10 * of_one)
    assert caller.world.differences() == []


async def test_callers_that_wait_and_try_again_all_run(make_caller: Callable[..., Caller]) -> None:
    # 200 answers of 200 tokens cost 602 credits, one default hold 246.
    caller = make_caller(700)
    chance = random.Random(7)

    async def persist(client: httpx2.AsyncClient) -> int:
        """Ask until it is served; returns how often."""
        for attempt in range(1, 400):
            answer = await client.post(
                f"{caller.server.url}/v1/chat/completions",
                headers={"authorization": f"Bearer {caller.key}"},
                json={"model": "gpt-test", "messages": told(input=4, output=200)},
            )
            if answer.status_code == 200:
                return attempt
            assert answer.json()["error"]["held_credits"] > 0, "there is something to wait for"
            await asyncio.sleep(chance.uniform(0.1, 0.6))
        raise AssertionError("it was never served")

    limits = httpx2.Limits(max_connections=200)
    async with httpx2.AsyncClient(timeout=60, limits=limits) as client:
        attempts = await asyncio.gather(*(persist(client) for _ in range(200)))
    assert len(attempts) == 200
    assert max(attempts) > 1
    assert caller.figures("UH") == (200 * cost(4, 200), 0)
    assert sum(row["uncollected_credits"] for row in caller.usage()) == 0


async def test_a_refusal_tells_what_running_calls_hold(
    make_caller: Callable[..., Caller],
) -> None:
    caller = make_caller(30)
    orders = {"input": 1, "output": 1, "silent_ms": 1500}
    running = asyncio.create_task(ask_all(caller, orders, 1, max_tokens=1_900))
    for _ in range(200):
        await asyncio.sleep(0.02)
        if caller.figures("H") != (0,):
            break
    [second] = await ask_all(caller, {"input": 1, "output": 1}, 1)
    [first] = await running
    assert (first.status_code, second.status_code) == (200, 402)
    error = second.json()["error"]
    assert 28 < error["held_credits"] < 30
    assert error["held_credits"] + error["available_credits"] == 30
    assert "comes back when they end" in error["message"]
    # Nothing runs: there is nothing to wait for.
    alone = caller.ask(max_tokens=100_000).json()["error"]
    assert alone["held_credits"] == 0
    assert "comes back" not in alone["message"]


@pytest.fixture(scope="module")
def by_mode(tmp_path_factory: pytest.TempPathFactory, upstream: Provider, owner_url: str) -> Any:
    """A server a value of the setting, started where it is asked for."""
    running: dict[str, Any] = {}

    def start(mode: str) -> Server:
        if mode not in running:
            environment = settings_of(tmp_path_factory.mktemp("mode"), upstream, owner_url)
            manager = serving(1, ORGBILLING_GATEWAY_CLAMP_OUTPUT=mode, **environment)
            running[mode] = (manager, manager.__enter__()[0])
        server: Server = running[mode][1]
        return server

    yield start
    for manager, _ in running.values():
        manager.__exit__(None, None, None)


@pytest.mark.parametrize("mode", ["unnamed", "always", "never", "true", "false"])
@pytest.mark.parametrize("named", [None, 5_000])
@pytest.mark.parametrize(("credits", "fits"), [(20, True), (14, False)])
def test_whose_answer_is_lowered_and_how_far(
    make_caller: Callable[..., Caller],
    upstream: Provider,
    by_mode: Callable[[str], Server],
    mode: str,
    named: int | None,
    credits: int,
    fits: bool,
) -> None:
    """20 credits pay for 1,333 tokens, 14 for 933, which is under the least of 1,024."""
    caller, before = make_caller(credits), upstream.count()
    caller.server = by_mode(mode)
    answer = caller.ask({"input": 1, "output": 9_000}, max_completion_tokens=named)
    may = mode in ("always", "true") or (mode == "unnamed" and named is None)
    assert answer.status_code == (200 if fits and may else 402)
    if answer.status_code == 200:
        [limit] = sent_limit(upstream).values()
        assert 1_250 < limit < 1_334
        assert answer.headers["x-max-output-tokens"] == str(limit)
        assert caller.usage()[0]["uncollected_credits"] == 0
        return
    assert upstream.count() == before
    affordable = answer.json()["error"]["max_tokens_affordable"]
    assert 850 < affordable < credits / 0.015
    again = caller.ask({"input": 1, "output": 9_000}, max_completion_tokens=affordable)
    assert again.status_code == 200


@pytest.mark.parametrize(
    ("given", "read"),
    [
        (None, "unnamed"), ("unnamed", "unnamed"), ("always", "always"), ("never", "never"),
        ("true", "always"), ("True", "always"), ("1", "always"),
        ("false", "never"), ("0", "never"),
    ],
)  # fmt: skip
def test_what_the_setting_was_before_is_understood(
    monkeypatch: pytest.MonkeyPatch, given: str | None, read: str
) -> None:
    if given is not None:
        monkeypatch.setenv("ORGBILLING_GATEWAY_CLAMP_OUTPUT", given)
    assert load_settings().gateway_clamp_output == read
    monkeypatch.setenv("ORGBILLING_GATEWAY_CLAMP_OUTPUT", "sometimes")
    with pytest.raises(SettingsError, match="CLAMP_OUTPUT=sometimes is not allowed"):
        load_settings()
