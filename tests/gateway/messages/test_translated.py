"""Anthropic's own client against upstreams of chat completions: translated both ways, and charged
as a chat is."""

from typing import Any

import anthropic
import httpx2
import pytest

from tests.gateway.conftest import Caller, Provider, told
from tests.gateway.messages.conftest import claude_cost, client_of

ARGUMENTS: Any = {"model": "claude-chat", "max_tokens": 200}
WEATHER: Any = {"name": "weather", "input_schema": {"type": "object", "properties": {}}}


def test_a_message_is_a_chat_for_the_provider_and_charged_as_one(
    claude_caller: Caller, upstream: Provider
) -> None:
    message = client_of(claude_caller).messages.create(
        messages=told(input=1000, cached=800, output=40),
        system=[{"type": "text", "text": "Be brief.", "cache_control": {"type": "ephemeral"}}],
        stop_sequences=["END"],
        metadata={"user_id": "u-1"},
        **ARGUMENTS,
    )
    assert message.content[0].to_dict() == {"type": "text", "text": "w0 w1 w2 "}
    assert (message.model, message.stop_reason) == ("claude-chat", "end_turn")
    assert (message.usage.input_tokens, message.usage.cache_read_input_tokens) == (200, 800)
    assert message.usage.output_tokens == 40
    [row] = claude_caller.usage()
    assert row["credits_used"] == claude_cost(200, 40, cached=800)
    sent = upstream.asked()[-1]
    assert sent["path"] == "/v1/chat/completions"
    assert sent["headers"]["authorization"] == "Bearer provider-secret"
    assert sent["body"] == {
        "model": "claude-chat",
        "messages": [
            {"role": "system", "content": "Be brief."},
            *told(input=1000, cached=800, output=40),
        ],
        "max_completion_tokens": 200,
        "stop": ["END"],
        "user": "u-1",
    }
    assert claude_caller.world.differences() == []


def test_a_stream_is_translated_and_charged_before_it_ends(claude_caller: Caller) -> None:
    events = list(
        client_of(claude_caller).messages.create(
            messages=told(input=90, output=7, chunks=5), stream=True, **ARGUMENTS
        )
    )
    assert claude_caller.figures("UH") == (claude_cost(90, 7), 0)
    assert [event.type for event in events] == [
        "message_start", "content_block_start",
        *["content_block_delta"] * 5,
        "content_block_stop", "message_delta", "message_stop",
    ]  # fmt: skip
    usage: Any = events[-2].to_dict()["usage"]
    assert (usage["input_tokens"], usage["output_tokens"]) == (90, 7)


def test_a_tool_is_called_and_its_result_told(claude_caller: Caller, upstream: Provider) -> None:
    client = client_of(claude_caller)
    message = client.messages.create(messages=told(tool="weather"), tools=[WEATHER], **ARGUMENTS)
    assert message.stop_reason == "tool_use"
    [use] = message.content
    assert use.to_dict() == {
        "type": "tool_use", "id": "call_1", "name": "weather", "input": {"city": "Oslo"},
    }  # fmt: skip
    result: Any = {"type": "tool_result", "tool_use_id": "call_1", "content": "rain"}
    client.messages.create(
        messages=[
            *told(),
            {"role": "assistant", "content": message.content},
            {"role": "user", "content": [result]},
        ],
        tools=[WEATHER],
        **ARGUMENTS,
    )
    sent = upstream.asked()[-1]["body"]["messages"]
    assert sent[1]["tool_calls"][0]["function"]["arguments"] == '{"city": "Oslo"}'
    assert sent[2] == {"role": "tool", "tool_call_id": "call_1", "content": "rain"}


@pytest.mark.parametrize("cut", [0, 3, 10])
def test_a_stream_that_breaks_off_is_charged_as_far_as_it_came(
    claude_caller: Caller, cut: int
) -> None:
    with pytest.raises(anthropic.APIStatusError, match="broke off"):
        list(
            client_of(claude_caller).messages.create(
                messages=told(cut=cut, chunks=50, pause_ms=5), stream=True, **ARGUMENTS
            )
        )
    claude_caller.settled()
    [row] = claude_caller.usage()
    known = row["request_metadata"]
    assert (known["ended"], known.get("output_tokens", 0)) == ("provider_failed", cut)
    assert row["credits_used"] == claude_cost(known["input_tokens"], cut)


def test_a_client_that_leaves_pays_for_what_came(claude_caller: Caller) -> None:
    with httpx2.stream(
        "POST",
        f"{claude_caller.server.url}/v1/messages",
        headers={"x-api-key": claude_caller.key},
        json={**ARGUMENTS, "messages": told(chunks=500, pause_ms=20), "stream": True},
        timeout=30,
    ) as answer:
        lines = answer.iter_lines()
        for _ in range(40):
            next(lines)
    claude_caller.settled()
    [row] = claude_caller.usage()
    assert row["request_metadata"]["ended"] == "client_gone"
    assert 5 <= row["request_metadata"]["output_tokens"] < 100


def test_an_answer_that_cannot_be_read_is_a_failure_and_its_input_charged(
    claude_caller: Caller,
) -> None:
    # It is charged, so that its client is told not to try again.
    client = client_of(claude_caller).with_options(max_retries=2)
    with pytest.raises(anthropic.APIStatusError) as error:
        client.messages.create(messages=told(garbage=True), **ARGUMENTS)
    assert error.value.status_code == 502
    assert error.value.request_id == error.value.response.headers["x-request-id"]
    [row] = claude_caller.usage()
    assert row["credits_used"] == claude_cost(row["request_metadata"]["input_tokens"], 0)


def error_of(caller: Caller, **fields: Any) -> tuple[int, dict[str, Any]]:
    with pytest.raises(anthropic.APIStatusError) as error:
        client_of(caller).messages.create(**{"messages": told(), **ARGUMENTS, **fields})
    body: Any = error.value.body
    assert body["type"] == "error"
    return error.value.status_code, body["error"]


def test_failures_have_anthropics_shape(claude_caller: Caller, upstream: Provider) -> None:
    status, error = error_of(claude_caller, extra_body={"top_k": 5})
    assert (status, error["type"]) == (400, "invalid_request_error")
    assert (error["code"], error["param"]) == ("not_translatable", "top_k")
    before = upstream.count()
    for told_status, status, kind, code in (
        (400, 400, "invalid_request_error", "as_told"),
        (429, 429, "rate_limit_error", "provider_busy"),
        (500, 503, "overloaded_error", "provider_unavailable"),
    ):
        found, error = error_of(claude_caller, messages=told(status=told_status))
        assert (found, error["type"], error["code"]) == (status, kind, code)
    assert upstream.count() - before == 3
    found, error = error_of(claude_caller, messages=told(silent_ms=6000))
    assert (found, error["type"]) == (504, "timeout_error")
    [row] = claude_caller.usage()
    assert row["request_metadata"]["ended"] == "timed_out"


@pytest.mark.parametrize(
    ("model", "served_by"), [("claude-or-chat", "chat"), ("chat-or-claude", "claude")]
)
@pytest.mark.parametrize("is_stream", [False, True])
def test_who_is_down_is_passed_over_whatever_he_speaks(
    claude_caller: Caller, model: str, served_by: str, is_stream: bool
) -> None:
    answer = client_of(claude_caller).messages.create(
        messages=told(input=50, output=9), stream=is_stream, **{**ARGUMENTS, "model": model}
    )
    if is_stream:
        list(answer)
    [row] = claude_caller.usage()
    assert row["request_metadata"]["upstream"] == served_by
    assert row["credits_used"] == claude_cost(50, 9)
    assert claude_caller.figures("H") == (0,)


def test_what_a_chat_cannot_say_goes_to_who_speaks_messages(
    claude_caller: Caller, anthropic_like: Provider
) -> None:
    arguments = {**ARGUMENTS, "model": "chat-and-claude"}
    client_of(claude_caller).messages.create(messages=told(input=50, output=9), **arguments)
    client_of(claude_caller).messages.create(
        messages=told(input=50, output=9), extra_body={"top_k": 5}, **arguments
    )
    served = [row["request_metadata"]["upstream"] for row in claude_caller.usage()]
    assert served == ["chat", "claude"]
    assert anthropic_like.asked()[-1]["body"]["top_k"] == 5


def test_a_chat_client_is_served_as_before(claude_caller: Caller, upstream: Provider) -> None:
    claude_caller.ask({"input": 40, "output": 7}, model="claude-chat")
    assert upstream.asked()[-1]["path"] == "/v1/chat/completions"
    assert claude_caller.figures("U") == (claude_cost(40, 7),)


@pytest.mark.parametrize(("status", "asked"), [(404, 1), (401, 1), (503, 1), (429, 1), (400, 0)])
def test_what_one_way_refuses_another_is_asked(
    claude_caller: Caller,
    upstream: Provider,
    anthropic_like: Provider,
    status: int,
    asked: int,
) -> None:
    before = upstream.count(), anthropic_like.count()
    with pytest.raises(anthropic.APIStatusError):
        client_of(claude_caller).messages.create(
            **{**ARGUMENTS, "model": "chat-and-claude"}, messages=told(status=status)
        )
    counts = upstream.count() - before[0], anthropic_like.count() - before[1]
    assert counts == (1, asked)
    assert claude_caller.usage() == []
    assert claude_caller.figures("UH") == (0, 0)
