"""What has a price beside the tokens of a model: tools that run at the provider, caches for an
hour, service tiers. All is held at the most that the request allows, and charged as the answer
tells."""

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.conftest import OwnerConnection
from tests.gateway.conftest import Caller, new_caller
from tests.gateway.raw_provider import DONE, delta, event
from tests.gateway.raw_rig import RawProvider, answering, streaming, upstream_table
from tests.servers.server import Server, serving

KEY = "sk-platform-0123456789"
# The provider's own names are known, so that how much each can read is, too.
SOLD = {"searching": "gpt-4o", "unknown": "nobody-knows-it", "unpriced": "gpt-4o"}
CONTEXT = 128_000
INPUT_USD, OUTPUT_USD, SEARCH_USD = Decimal(2), Decimal(8), Decimal("0.01")
HOUR_USD = Decimal(4)
PARTS: dict[str, Any] = {
    "fees": {"web_search": "0.01"},
    "rates": {"cache_write_1h": "4"},
    "service_tiers": {
        "flex": [{"rates": {"input": "1", "output": "4"}}],
        "priority": [{"rates": {"input": "5", "output": "20"}}],
    },
}
MARKUP = Decimal("1.5") * 1000


@pytest.fixture(scope="module")
def server(
    tmp_path_factory: pytest.TempPathFactory,
    raw: RawProvider,
    owner_url: str,
    owner_connection: OwnerConnection,
) -> Iterator[Server]:
    folder: Path = tmp_path_factory.mktemp("hosted")
    path = folder / "hosted.toml"
    more = {"api_key_env": "TEST_RAW_KEY", "cool_down_s": 0}
    path.write_text(
        upstream_table("a", raw.port, SOLD, **more)
        + upstream_table(
            "c", raw.port, {"claude": "claude-sonnet-4-5", "claude-unpriced": "claude-sonnet-4-5"},
            dialect="anthropic", **more,
        )
    )  # fmt: skip
    for model in ("searching", "unknown", "claude"):
        owner_connection.execute(
            "select set_model_price(%s, %s, %s, 'admin', 'test', p_parts => %s)",
            [model, INPUT_USD, OUTPUT_USD, json.dumps(PARTS)],
        )
    for model in ("unpriced", "claude-unpriced"):
        owner_connection.execute(
            "select set_model_price(%s, %s, %s, 'admin', 'test')", [model, INPUT_USD, OUTPUT_USD]
        )
    settings = {
        "DATABASE_URL": owner_url,
        "TEST_RAW_KEY": KEY,
        "ORGBILLING_GATEWAY_UPSTREAMS": str(path),
    }
    with serving(1, **settings) as [started]:
        yield started


@pytest.fixture
def caller(owner: OwnerConnection, server: Server) -> Caller:
    return new_caller(owner, server, 9_000)


def cost(input_tokens: int, output_tokens: int, searches: int = 0) -> Decimal:
    tokens = (INPUT_USD * input_tokens + OUTPUT_USD * output_tokens) / 1_000_000
    return (tokens + SEARCH_USD * searches) * MARKUP


def held(caller: Caller) -> Decimal:
    [row] = caller.world.rows(
        "select credits from credit_holds where org_id = %s order by created_at desc limit 1",
        caller.world.org_id,
    )
    credits: Decimal = row["credits"]
    return credits


def response_of(searches: int, **more: Any) -> dict[str, Any]:
    calls = [
        {"id": f"ws_{n}", "type": "web_search_call", "action": {"type": "search"}}
        for n in range(searches)
    ]
    text = {"type": "output_text", "text": "Found.", "annotations": []}
    message = {"type": "message", "role": "assistant", "content": [text]}
    usage = {"input_tokens": 20_000, "output_tokens": 300, "total_tokens": 20_300}
    return {
        "object": "response", "model": "gpt-4o", "status": "completed",
        "output": [*calls, message], "usage": usage, **more,
    }  # fmt: skip


SEARCH = {"type": "web_search", "search_context_size": "low"}


def search(caller: Caller, order: dict[str, Any], **fields: Any) -> httpx2.Response:
    given = {"model": "searching", "max_output_tokens": 1_000, "tools": [SEARCH], **fields}
    return caller.ask({"a": order}, path="responses", **given)


@pytest.mark.parametrize("searches", [0, 1, 3])
@pytest.mark.parametrize("is_stream", [False, True])
def test_a_bounded_search_is_held_at_its_bound_and_charged_as_told(
    caller: Caller, raw: RawProvider, searches: int, is_stream: bool
) -> None:
    answer = response_of(searches)
    done = event({"type": "response.completed", "response": answer})
    order = streaming(done) if is_stream else answering(200, answer)
    assert search(caller, order, max_tool_calls=3, stream=is_stream).status_code == 200
    sent = raw.asked("a")[-1]["body"]
    assert (sent["max_tool_calls"], sent["tools"]) == (3, [SEARCH])
    caller.settled()
    assert caller.figures("U") == (cost(20_000, 300, searches),)
    # Whatever the searches bring into it, the model reads no more than its context each time.
    assert held(caller) >= cost(4 * CONTEXT, 1_000, 3)


@pytest.mark.parametrize(
    ("fields", "fee"),
    [
        # Nothing bounds it; there is no price; what is read has no bound; or no bound is known.
        ({}, "web_search"),
        ({"max_tool_calls": 3, "model": "unpriced"}, "web_search"),
        ({"max_tool_calls": 3, "model": "unknown"}, "web_search"),
        ({"max_tool_calls": 3, "tools": [{"type": "code_interpreter"}]}, "code_interpreter"),
        ({"max_tool_calls": 3, "tools": [SEARCH, {"type": "mcp"}]}, "mcp"),
    ],
)
def test_a_tool_without_a_price_or_a_bound_is_refused(
    caller: Caller, raw: RawProvider, fields: dict[str, Any], fee: str
) -> None:
    before = len(raw.asked())
    answer = search(caller, answering(200, response_of(1)), **fields)
    error = answer.json()["error"]
    assert (answer.status_code, error["code"], error["fee"]) == (400, "tool_not_priced", fee)
    assert len(raw.asked()) == before
    assert (caller.usage(), caller.figures("UH")) == ([], (0, 0))


@pytest.mark.parametrize("most", [0, -1, "3", 1.5, True, 1_001])
def test_a_bound_is_a_whole_number(caller: Caller, most: Any) -> None:
    answer = search(caller, answering(200, response_of(1)), max_tool_calls=most)
    error = answer.json()["error"]
    assert (error["code"], error["param"]) == ("invalid_request", "max_tool_calls")


def test_a_bound_that_is_not_sent_bounds_nothing(caller: Caller) -> None:
    answer = caller.ask(model="searching", tools=[SEARCH], max_tool_calls=2)
    assert answer.json()["error"]["code"] == "tool_not_priced"


def test_searches_before_a_stream_broke_off_are_charged(caller: Caller) -> None:
    seen = event({"type": "response.web_search_call.completed", "output_index": 0})
    order = streaming(
        event({"type": "response.output_text.delta", "delta": "abc"}), seen, seen, "drop"
    )
    search(caller, order, max_tool_calls=3, stream=True)
    caller.settled()
    [row] = caller.usage()
    metadata = row["request_metadata"]
    assert (metadata["ended"], metadata["fees"]) == ("provider_failed", {"web_search": 2})
    assert row["credits_used"] >= cost(0, 1, 2)


def test_a_conversation_goes_on_after_a_search(caller: Caller, raw: RawProvider) -> None:
    items = [
        {"role": "user", "content": "who"},
        *response_of(1)["output"],
        {"role": "user", "content": json.dumps({"a": answering(200, response_of(0))})},
    ]
    answer = search(caller, {}, input=items, max_tool_calls=1)
    assert answer.status_code == 200, answer.text
    assert "web_search_call" not in json.dumps(raw.asked("a")[-1]["body"])


# Anthropic's messages.
def message_of(searches: int, **usage: Any) -> dict[str, Any]:
    told = {"input_tokens": 9_000, "output_tokens": 100, **usage}
    if searches:
        told["server_tool_use"] = {"web_search_requests": searches}
    return {
        "id": "m", "type": "message", "role": "assistant", "model": "claude-sonnet-4-5",
        "content": [{"type": "text", "text": "Found."}], "stop_reason": "end_turn", "usage": told,
    }  # fmt: skip


def ask_claude(caller: Caller, order: Any, **fields: Any) -> httpx2.Response:
    return httpx2.post(
        f"{caller.server.url}/v1/messages",
        headers={"x-api-key": caller.key, "anthropic-version": "2023-06-01"},
        json={
            "model": "claude",
            "max_tokens": 1_000,
            "messages": [{"role": "user", "content": json.dumps({"c": order})}],
            **fields,
        },
        timeout=30,
    )


def tool(**more: Any) -> dict[str, Any]:
    return {"type": "web_search_20250305", "name": "web_search", **more}


def test_a_message_may_search_as_often_as_it_says(caller: Caller, raw: RawProvider) -> None:
    order = answering(200, message_of(2))
    answer = ask_claude(caller, order, tools=[tool(max_uses=2)])
    assert answer.status_code == 200, answer.text
    assert raw.asked("c")[-1]["body"]["tools"] == [tool(max_uses=2)]
    assert caller.figures("U") == (cost(9_000, 100, 2),)
    assert held(caller) >= cost(3 * 200_000, 1_000, 2)
    # What it fetches has no fee; that it reads has.
    fetch = {"type": "web_fetch_20250910", "name": "web_fetch", "max_uses": 1}
    assert ask_claude(caller, answering(200, message_of(0)), tools=[fetch]).status_code == 200
    assert held(caller) >= cost(2 * 200_000, 1_000)


@pytest.mark.parametrize(
    ("tools", "model", "code"),
    [
        ([tool()], "claude", "not_offered"),
        ([tool(max_uses=0)], "claude", "invalid_request"),
        ([tool(max_uses="5")], "claude", "invalid_request"),
        ([tool(max_uses=2)], "claude-unpriced", "tool_not_priced"),
        ([tool(max_uses=2, type="web_search_20260209")], "claude", "not_offered"),
        (
            [tool(max_uses=2, allowed_callers=["code_execution_20250825"])],
            "claude",
            "not_offered",
        ),
        (
            [{"type": "code_execution_20250825", "name": "code", "max_uses": 1}],
            "claude",
            "not_offered",
        ),
    ],
)
def test_a_message_that_searches_without_a_bound_is_refused(
    caller: Caller, raw: RawProvider, tools: list[Any], model: str, code: str
) -> None:
    before = len(raw.asked())
    answer = ask_claude(caller, answering(200, message_of(1)), tools=tools, model=model)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, code)
    assert len(raw.asked()) == before
    assert caller.usage() == []


@pytest.mark.parametrize("place", ["system", "body"])
def test_a_cache_for_an_hour_is_charged_at_its_own_price(
    caller: Caller, raw: RawProvider, place: str
) -> None:
    hour = {"type": "ephemeral", "ttl": "1h"}
    text = [{"type": "text", "text": "x" * 3_000, "cache_control": hour}]
    fields = {"system": text} if place == "system" else {"cache_control": hour}
    written = {"ephemeral_5m_input_tokens": 0, "ephemeral_1h_input_tokens": 900}
    usage = {
        "input_tokens": 100, "cache_creation_input_tokens": 900, "cache_creation": written,
    }  # fmt: skip
    answer = ask_claude(caller, answering(200, message_of(0, **usage)), **fields)
    assert answer.status_code == 200, answer.text
    assert '"ttl":"1h"' in json.dumps(raw.asked("c")[-1]["body"], separators=(",", ":"))
    hours = HOUR_USD * 900 / 1_000_000 * MARKUP
    assert caller.figures("U") == (cost(100, 100) + hours,)
    assert held(caller) >= caller.figures("U")[0]
    refused = ask_claude(caller, {}, model="claude-unpriced", **fields)
    assert (refused.status_code, refused.json()["error"]["code"]) == (400, "not_offered")


# Service tiers.
TIERS = {"default": (2, 8), "flex": (1, 4), "priority": (5, 20)}


def tier_cost(tier: str, input_tokens: int = 100, output_tokens: int = 20) -> Decimal:
    input_usd, output_usd = TIERS[tier]
    return Decimal(input_usd * input_tokens + output_usd * output_tokens) / 1_000_000 * MARKUP


CHAT = {"id": "c", "object": "chat.completion", "created": 1, "model": "gpt-4o"}
USAGE = {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120}
STOP = {"index": 0, "finish_reason": "stop"}


def chat_order(told: str | None, *, is_stream: bool) -> dict[str, Any]:
    more = {} if told is None else {"service_tier": told}
    if is_stream:
        end = {**CHAT, **more, "object": "chat.completion.chunk"}
        return streaming(
            delta("Hi", **more),
            event({**end, "choices": [{**STOP, "delta": {}}]}),
            event({**end, "choices": [], "usage": USAGE}),
            DONE,
        )
    choice = {**STOP, "message": {"role": "assistant", "content": "Hi"}}
    return answering(200, {**CHAT, **more, "choices": [choice], "usage": USAGE})


@pytest.mark.parametrize("is_stream", [False, True])
@pytest.mark.parametrize(
    ("asked", "told", "sent", "charged", "held_at"),
    [
        ("flex", "flex", "flex", "flex", "default"),
        ("flex", "default", "flex", "default", "default"),
        ("flex", None, "flex", "flex", "default"),
        ("priority", "priority", "priority", "priority", "priority"),
        ("priority", "default", "priority", "default", "priority"),
        # What our account is set to may be dearer: who names none gets the usual one.
        (None, None, "default", "default", "default"),
        ("auto", "default", "default", "default", "default"),
        ("default", "default", "default", "default", "default"),
    ],
)
def test_a_service_tier_is_held_at_its_dearest_and_charged_as_the_answer_names_it(
    caller: Caller,
    raw: RawProvider,
    asked: str | None,
    told: str | None,
    sent: str,
    charged: str,
    held_at: str,
    is_stream: bool,
) -> None:
    fields = {} if asked is None else {"service_tier": asked}
    order = chat_order(told, is_stream=is_stream)
    answer = caller.ask(
        {"a": order}, model="searching", max_tokens=1_000, stream=is_stream, **fields
    )
    assert answer.status_code == 200, answer.text
    assert raw.asked("a")[-1]["body"]["service_tier"] == sent
    caller.settled()
    assert caller.figures("U") == (tier_cost(charged),)
    assert tier_cost(held_at, 0, 1_000) <= held(caller) < tier_cost(held_at, 1_000, 1_000)
    # What a server that dies with it leaves to another.
    [row] = caller.world.rows(
        "select service_tier from gateway_calls where org_id = %s", caller.world.org_id
    )
    assert row["service_tier"] == (asked if asked in ("flex", "priority") else None)


@pytest.mark.parametrize("tier", ["scale", "batch", "turbo", 5, ["flex"]])
def test_a_service_tier_without_a_price_is_refused(
    caller: Caller, raw: RawProvider, tier: Any
) -> None:
    before = len(raw.asked())
    for model in ("searching", "unpriced"):
        answer = caller.ask(model=model, service_tier=tier)
        error = answer.json()["error"]
        assert (error["code"], error["param"]) == ("invalid_request", "service_tier")
    flex = caller.ask(model="unpriced", service_tier="flex")
    assert flex.json()["error"]["param"] == "service_tier"
    assert len(raw.asked()) == before


def test_a_model_without_tiers_is_told_none(caller: Caller, raw: RawProvider) -> None:
    caller.ask({"a": chat_order("priority", is_stream=False)}, model="unpriced")
    assert "service_tier" not in raw.asked("a")[-1]["body"]
    assert caller.figures("U") == (tier_cost("default"),)
