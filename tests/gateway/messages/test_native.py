"""Anthropic's own client against upstreams that speak messages: passed on as they are, charged to
the last token."""

import json
from typing import Any

import anthropic
import httpx2
import pytest

from orgbilling.gateway.messages.betas import VERSIONS
from tests.gateway.conftest import Caller, Provider, told
from tests.gateway.messages.conftest import claude_cost, client_of

ARGUMENTS: Any = {"model": "claude-test", "max_tokens": 200}
WEATHER: Any = {"name": "weather", "input_schema": {"type": "object", "properties": {}}}
COUNTS: Any = {"input": 100, "output": 40, "cached": 900, "written": 300}


def post(caller: Caller, headers: dict[str, str] | None = None, **fields: Any) -> httpx2.Response:
    return httpx2.post(
        f"{caller.server.url}/v1/messages?beta=true",
        headers=headers or {"x-api-key": caller.key},
        json={**ARGUMENTS, "messages": told(), **fields},
        timeout=30,
    )


def test_a_message_is_answered_and_charged_with_its_cache(
    claude_caller: Caller, anthropic_like: Provider
) -> None:
    raw = client_of(claude_caller).messages.with_raw_response.create(
        messages=told(**COUNTS), system="Be brief.", **ARGUMENTS
    )
    message = raw.parse()
    assert message.content[0].to_dict()["text"] == "w0 w1 w2 "
    assert message.usage.cache_read_input_tokens == 900
    [row] = claude_caller.usage()
    assert row["credits_used"] == claude_cost(100, 40, cached=900, written=300)
    assert row["request_id"] == raw.headers["request-id"] == raw.headers["x-request-id"]
    known = row["request_metadata"]
    assert (known["input_tokens"], known["cached_input_tokens"]) == (1300, 900)
    assert (known["cache_write_tokens"], known["tokens_counted_by"]) == (300, "provider")
    sent = anthropic_like.asked()[-1]
    assert sent["body"] == {**ARGUMENTS, "messages": told(**COUNTS), "system": "Be brief."}
    assert sent["headers"]["x-api-key"] == "provider-secret"
    assert sent["headers"]["anthropic-version"] == VERSIONS[-1]
    assert "authorization" not in sent["headers"]
    assert claude_caller.world.differences() == []


def test_a_stream_is_passed_on_and_charged_before_it_ends(claude_caller: Caller) -> None:
    with client_of(claude_caller).messages.stream(
        messages=told(**COUNTS, chunks=5, thought="hm", tool="weather"),
        tools=[WEATHER],
        thinking={"type": "enabled", "budget_tokens": 1024},
        **{**ARGUMENTS, "max_tokens": 2000},
    ) as stream:
        message = stream.get_final_message()
    # Whoever has read the stream to its end finds it charged.
    assert claude_caller.figures("UH") == (claude_cost(100, 40, cached=900, written=300), 0)
    assert [block.to_dict() for block in message.content] == [
        {"type": "thinking", "thinking": "hm", "signature": "signed"},
        {"type": "text", "text": "w0 w1 w2 w3 w4 "},
        {"type": "tool_use", "id": "toolu_1", "name": "weather", "input": {"city": "Oslo"}},
    ]
    assert message.stop_reason == "tool_use"


def test_a_key_is_taken_from_either_header(claude_caller: Caller) -> None:
    client_of(claude_caller, auth_token=claude_caller.key).messages.create(
        messages=told(), **ARGUMENTS
    )
    both = {"authorization": "Bearer sk-of-somebody-else", "x-api-key": claude_caller.key}
    assert post(claude_caller, both).status_code == 200
    assert len(claude_caller.usage()) == 2


def test_what_claude_code_sends_goes_through(
    claude_caller: Caller, anthropic_like: Provider
) -> None:
    cached = {"cache_control": {"type": "ephemeral"}}
    answer = post(
        claude_caller,
        {
            "authorization": f"Bearer {claude_caller.key}",
            "anthropic-version": "2023-06-01",
            "anthropic-beta": "claude-code-20250219,effort-2025-11-24,brand-new-2031-01-01",
        },
        stream=True,
        thinking={"type": "adaptive"},
        context_management={"edits": [{"type": "clear_thinking_20251015", "keep": "all"}]},
        output_config={"effort": "medium"},
        metadata={"user_id": json.dumps({"device_id": "d" * 64, "session_id": "s" * 36})},
        system=[{"type": "text", "text": "You are.", **cached}],
        tools=[WEATHER, {"type": "bash_20250124", "name": "bash"}],
        diagnostics={"previous_message_id": "msg_0"},
        service_tier="standard_only",
    )
    assert answer.status_code == 200, answer.text
    assert answer.headers["x-orgbilling-unsent-betas"] == "brand-new-2031-01-01"
    sent = anthropic_like.asked()[-1]
    assert sent["headers"]["anthropic-beta"] == "claude-code-20250219,effort-2025-11-24"
    assert "diagnostics" not in sent["body"]
    assert sent["body"]["service_tier"] == "standard_only"
    assert sent["body"]["system"][0]["cache_control"] == {"type": "ephemeral"}
    assert "stream_options" not in sent["body"]
    assert len(claude_caller.usage()) == 1


def test_thoughts_of_other_models_are_not_sent_to_one_that_signs_its_own(
    claude_caller: Caller, anthropic_like: Provider
) -> None:
    foreign = {"type": "thinking", "thinking": "h", "signature": ""}
    own = {"type": "thinking", "thinking": "h", "signature": "signed"}
    text = {"type": "text", "text": "a"}
    before = [{"role": "assistant", "content": [foreign, own, text]}, *told()]
    assert post(claude_caller, messages=before).status_code == 200
    assert anthropic_like.asked()[-1]["body"]["messages"][0]["content"] == [own, text]


@pytest.mark.parametrize("cut", [0, 2, 5, 12])
def test_a_stream_that_breaks_off_is_charged_as_far_as_it_came(
    claude_caller: Caller, cut: int
) -> None:
    with pytest.raises(anthropic.APIStatusError, match="broke off"):
        list(
            client_of(claude_caller).messages.create(
                messages=told(**COUNTS, chunks=30, cut=cut, pause_ms=5), stream=True, **ARGUMENTS
            )
        )
    claude_caller.settled()
    [row] = claude_caller.usage()
    known = row["request_metadata"]
    assert known["ended"] == "provider_failed"
    if cut:
        # The input was counted by the provider, with its cache, and a first token of the output;
        # the rest by its text here.
        words = "".join(f"w{number} " for number in range(max(cut - 3, 0)))
        tokens = 1 + -(-len(words) // 3)
        assert known["output_tokens"] == tokens
        assert row["credits_used"] == claude_cost(100, tokens, cached=900, written=300)
    assert claude_caller.figures("H") == (0,)


def test_a_client_that_leaves_pays_for_what_came(claude_caller: Caller) -> None:
    with httpx2.stream(
        "POST",
        f"{claude_caller.server.url}/v1/messages",
        headers={"x-api-key": claude_caller.key},
        json={
            **ARGUMENTS,
            "messages": told(**COUNTS, chunks=500, pause_ms=20),
            "stream": True,
        },
        timeout=30,
    ) as answer:
        lines = answer.iter_lines()
        for _ in range(40):
            next(lines)
    claude_caller.settled()
    [row] = claude_caller.usage()
    known = row["request_metadata"]
    assert known["ended"] == "client_gone"
    assert 5 <= known["output_tokens"] < 100
    assert row["credits_used"] == claude_cost(
        100, known["output_tokens"], cached=900, written=300
    )  # fmt: skip


def test_an_error_inside_a_stream_is_told_once(claude_caller: Caller) -> None:
    answer = post(claude_caller, stream=True, messages=told(error_event=4, **COUNTS))
    assert answer.text.count("event: error") == 1
    assert "Overloaded" in answer.text


def refusal(claude_caller: Caller, **fields: Any) -> anthropic.APIStatusError:
    given = {"messages": told(), **ARGUMENTS, **fields}
    with pytest.raises(anthropic.APIStatusError) as error:
        client_of(claude_caller).messages.create(**given)
    return error.value


def error_of(error: anthropic.APIStatusError) -> dict[str, Any]:
    body: Any = error.body
    assert body["type"] == "error"
    return dict(body["error"])


def test_each_refusal_is_the_error_that_the_client_knows(
    claude_caller: Caller, anthropic_like: Provider
) -> None:
    before = anthropic_like.count()
    wrong = anthropic.Anthropic(api_key="x", base_url=claude_caller.server.url, max_retries=0)
    with pytest.raises(anthropic.AuthenticationError) as error:
        wrong.messages.create(messages=told(), **ARGUMENTS)
    assert error_of(error.value)["code"] == "invalid_api_key"
    unknown = refusal(claude_caller, model="claude-nobody")
    assert isinstance(unknown, anthropic.NotFoundError)
    assert error_of(unknown)["type"] == "not_found_error"
    bad = refusal(claude_caller, messages=[{"role": "user", "content": [{"type": "text"}]}] * 0)
    assert isinstance(bad, anthropic.BadRequestError)
    assert error_of(bad)["param"] == "messages"
    searched = refusal(claude_caller, tools=[{"type": "web_search_20250305", "name": "web_search"}])
    assert error_of(searched)["code"] == "not_offered"
    hour = [{"type": "text", "text": "a", "cache_control": {"type": "ephemeral", "ttl": "1h"}}]
    assert error_of(refusal(claude_caller, system=hour))["param"] == "system.0.cache_control.ttl"
    for value in ("context-1m-2025-08-07", "fast-mode-2026-02-01"):
        beta = refusal(claude_caller, extra_headers={"anthropic-beta": value})
        assert (beta.status_code, error_of(beta)["code"]) == (400, "not_offered")
    old = refusal(claude_caller, extra_headers={"anthropic-version": "2023-01-01"})
    assert error_of(old)["param"] == "anthropic-version"
    assert anthropic_like.count() == before
    told_so = refusal(claude_caller, messages=told(status=400))
    assert isinstance(told_so, anthropic.BadRequestError)
    assert error_of(told_so)["message"] == "as told"
    assert "req_of_the_provider" not in str(told_so.body)
    overloaded = refusal(claude_caller, messages=told(status=529))
    assert (overloaded.status_code, error_of(overloaded)["type"]) == (503, "overloaded_error")
    assert claude_caller.usage() == []
    assert claude_caller.figures("UH") == (0, 0)


def test_what_does_not_fit_is_a_billing_error(make_claude_caller: Any) -> None:
    error = refusal(make_claude_caller(2), max_tokens=5000)
    assert error.status_code == 402
    told_so = error_of(error)
    assert (told_so["type"], told_so["code"]) == ("billing_error", "insufficient_quota")
    assert told_so["max_tokens_affordable"] > 50
    assert told_so["resolvable_by"] == "org_admin"


@pytest.mark.parametrize("model", ["claude-test", "claude-chat"])
def test_a_limit_that_clients_always_send_is_lowered_to_what_fits(
    make_claude_caller: Any, anthropic_like: Provider, upstream: Provider, model: str
) -> None:
    caller = make_claude_caller(100)
    thinking = {"type": "enabled", "budget_tokens": 20_000}
    answer = post(caller, model=model, max_tokens=32_000, thinking=thinking)
    assert answer.status_code == 200, answer.text
    limit = int(answer.headers["x-max-output-tokens"])
    assert 4_000 < limit < 4_500
    # What is held is what is sent, and thoughts have room below it.
    if model == "claude-test":
        sent = anthropic_like.asked()[-1]["body"]
        assert sent["max_tokens"] == limit
        assert sent["thinking"] == {**thinking, "budget_tokens": limit - 1}
    else:
        assert upstream.asked()[-1]["body"]["max_completion_tokens"] == limit
    assert caller.figures("H") == (0,)


def test_a_page_of_another_site_may_call_with_its_key(claude_caller: Caller) -> None:
    site = {"origin": "https://else.example", "sec-fetch-site": "cross-site"}
    answer = post(claude_caller, {"x-api-key": claude_caller.key, **site})
    assert answer.status_code == 200, answer.text
    assert answer.headers["access-control-allow-origin"] == "*"
    # Elsewhere nobody looks at the header.
    refused = httpx2.post(
        f"{claude_caller.server.url}/v1/chat/completions",
        headers={"x-api-key": claude_caller.key, **site},
        json={"model": "claude-chat", "messages": told()},
        timeout=30,
    )
    assert refused.status_code == 401
    assert len(claude_caller.usage()) == 1


def test_a_page_below_that_is_not_there_is_a_failure_in_the_same_shape(
    claude_caller: Caller,
) -> None:
    answer = httpx2.post(
        f"{claude_caller.server.url}/v1/messages/batches",
        headers={"x-api-key": claude_caller.key},
        json={},
        timeout=30,
    )
    assert answer.status_code == 404
    assert answer.json()["error"]["type"] == "not_found_error"


def test_the_header_of_anthropics_clients_opens_nothing_else(claude_caller: Caller) -> None:
    for path in ("/v1/models", "/api/v1/auth/me"):
        answer = httpx2.get(
            f"{claude_caller.server.url}{path}", headers={"x-api-key": claude_caller.key}
        )
        assert answer.status_code == 401


@pytest.mark.parametrize("model", ["claude-test", "claude-chat"])
def test_tokens_are_counted_without_a_hold_or_a_call(
    claude_caller: Caller, anthropic_like: Provider, model: str
) -> None:
    before = anthropic_like.count()
    client = client_of(claude_caller)
    few = client.messages.count_tokens(model=model, messages=told())
    many = client.messages.count_tokens(
        model=model, messages=[{"role": "user", "content": "word " * 300}], system="x" * 300
    )
    assert 0 < few.input_tokens < 100
    assert many.input_tokens > 600
    assert anthropic_like.count() == before
    assert claude_caller.usage() == []


def pictured(source: dict[str, str]) -> Any:
    return [{"role": "user", "content": [{"type": "image", "source": source}]}]


def test_a_picture_is_counted_as_one_and_not_as_its_text(claude_caller: Caller) -> None:
    picture = {"type": "base64", "media_type": "image/png", "data": "A" * 400_000}
    for source in (picture, {"type": "url", "url": "https://x.example/a.png"}):
        counted = client_of(claude_caller).messages.count_tokens(
            model="claude-test",
            messages=pictured(source),
        )
        assert 1_000 < counted.input_tokens < 10_000
