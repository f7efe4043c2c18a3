"""What a messages request may not ask for: refused with the path of its field."""

import json
from typing import Any

import pytest

from orgbilling.gateway.messages.checks import check_request, hour_cache_in
from orgbilling.gateway.messages.native import native_request
from orgbilling.gateway.messages.translate_request import translate_request
from orgbilling.kernel.errors import Invalid
from tests.gateway.messages.builders import PDF, PNG, USE, WEATHER, asked, said, text


def refusal(body: dict[str, Any]) -> Invalid:
    def read() -> None:
        check_request(body)
        translate_request(body)

    with pytest.raises(Invalid) as error:
        read()
    return error.value


NOT_OFFERED: list[tuple[dict[str, Any], str]] = [
    ({"mcp_servers": [{"url": "https://x.example"}]}, "mcp_servers"),
    ({"container": "c_1"}, "container"),
    ({"fallbacks": [{"model": "other"}]}, "fallbacks"),
    ({"fallbacks": "default"}, "fallbacks"),
    ({"fallback_credit_token": "t"}, "fallback_credit_token"),
    ({"thread": {"type": "create"}}, "thread"),
    ({"compaction": {"type": "summarize"}}, "compaction"),
    ({"billing_policy": {"type": "billing_policy"}}, "billing_policy"),
    ({"service_tier": "priority"}, "service_tier"),
    ({"service_tier": "flex"}, "service_tier"),
    ({"speed": "fast"}, "speed"),
    ({"inference_geo": "us"}, "inference_geo"),
    (
        {"context_management": {"edits": [{"type": "compact_20260112"}]}},
        "context_management.edits.0",
    ),
    ({"tools": [{"type": "web_search_20250305", "name": "web_search"}]}, "tools.0"),
    ({"tools": [WEATHER, {"type": "web_fetch_20250910", "name": "web_fetch"}]}, "tools.1"),
    ({"tools": [{"type": "code_execution_20250825", "name": "code_execution"}]}, "tools.0"),
    ({"tools": [{"type": "advisor_20260301", "name": "advisor", "model": "x"}]}, "tools.0"),
    ({"tools": [{"type": "mcp_toolset", "mcp_server_name": "x"}]}, "tools.0"),
    ({"tools": [{"type": "something_20300101", "name": "x"}]}, "tools.0"),
    (
        {"messages": said({"type": "image", "source": {"type": "file", "file_id": "f"}})},
        "messages.0.content.0",
    ),
    (
        {"messages": said({"type": "document", "source": {"type": "url", "url": "https://x"}})},
        "messages.0.content.0",
    ),
    (
        {"messages": said({"type": "container_upload", "file_id": "f"})},
        "messages.0.content.0",
    ),
    (
        {
            "messages": said(
                {
                    "type": "tool_result",
                    "tool_use_id": "t",
                    "content": [{"type": "document", "source": {"type": "file", "file_id": "f"}}],
                }
            )
        },
        "messages.0.content.0.content.0",
    ),
]
NOT_TRANSLATABLE: list[tuple[dict[str, Any], str]] = [
    ({"top_k": 5}, "top_k"),
    ({"stop_sequences": list("abcde")}, "stop_sequences"),
    ({"output_config": {"task_budget": {"type": "tokens"}}}, "output_config.task_budget"),
    (
        {"context_management": {"edits": [{"type": "clear_tool_uses_20250919"}]}},
        "context_management.edits.0",
    ),
    ({"messages": [*said(text("a")), *said(text("b"), role="assistant")]}, "messages.1"),
    ({"messages": said({"type": "browser_state"})}, "messages.0.content.0"),
    (
        {
            "messages": [
                *said({"type": "server_tool_use", "id": "x"}, role="assistant"),
                *said(text("b")),
            ]
        },
        "messages.0.content.0",
    ),
    (
        {"messages": said({"type": "image", "source": PNG, "transformations": {"a": 1}})},
        "messages.0.content.0.transformations",
    ),
    (
        {"messages": said({"type": "document", "source": PDF, "citations": {"enabled": True}})},
        "messages.0.content.0.citations",
    ),
    ({"system": [{"type": "image", "source": PNG}]}, "system.0"),
    ({"tools": [{"type": "computer_20250124", "name": "computer"}]}, "tools.0"),
    ({"tools": [{"type": "tool_search_tool_bm25_20251119", "name": "t"}]}, "tools.0"),
    (
        {"tools": [{**WEATHER, "allowed_callers": ["code_execution_20250825"]}]},
        "tools.0.allowed_callers",
    ),
    ({"tools": [{**WEATHER, "new": 1}]}, "tools.0.new"),
]
WRONG: list[tuple[dict[str, Any], str]] = [
    ({"prompt": "x"}, "prompt"),
    ({"models": ["a", "b"]}, "models"),
    ({"route": "fallback"}, "route"),
    ({"api_base": "https://x.example"}, "api_base"),
    ({"max_tokens": None}, "max_tokens"),
    ({"messages": []}, "messages"),
    ({"messages": "Hello"}, "messages"),
    ({"messages": ["Hello"]}, "messages.0"),
    ({"messages": [{"role": "tool", "content": "x"}]}, "messages.0"),
    ({"messages": [{"role": "user"}]}, "messages.0.content"),
    ({"messages": said("word")}, "messages.0.content.0"),
    ({"messages": said({"type": "text"})}, "messages.0.content.0.text"),
    ({"messages": said({"type": "image", "source": 5})}, "messages.0.content.0.source"),
    (
        {"messages": said({"type": "image", "source": {"type": "base64", "data": "x"}})},
        "messages.0.content.0.source.media_type",
    ),
    ({"messages": said({"type": "tool_result"})}, "messages.0.content.0.tool_use_id"),
    (
        {"messages": [*said({**USE, "input": "x"}, role="assistant"), *said(text("a"))]},
        "messages.0.content.0.input",
    ),
    ({"tools": {"a": 1}}, "tools"),
    ({"tools": ["weather"]}, "tools.0"),
    ({"tools": [{"name": "weather"}]}, "tools.0.input_schema"),
    ({"tools": [{"input_schema": {}}]}, "tools.0.name"),
    ({"tool_choice": {"type": "any"}}, "tool_choice"),
    ({"tools": [WEATHER], "tool_choice": "auto"}, "tool_choice"),
    ({"tools": [WEATHER], "tool_choice": {"type": "tool"}}, "tool_choice"),
    ({"stop_sequences": "END"}, "stop_sequences"),
    ({"thinking": {"type": "always"}}, "thinking.type"),
    ({"thinking": {"type": "enabled"}}, "thinking.budget_tokens"),
    ({"output_config": {"effort": "huge"}}, "output_config.effort"),
    ({"output_config": {"format": {"type": "text"}}}, "output_config.format"),
    ({"context_management": {"edits": "all"}}, "context_management.edits"),
]


@pytest.mark.parametrize(
    ("fields", "path", "code"),
    [
        *((fields, path, "not_offered") for fields, path in NOT_OFFERED),
        *((fields, path, "not_translatable") for fields, path in NOT_TRANSLATABLE),
        *((fields, path, "invalid_request") for fields, path in WRONG),
    ],
    ids=lambda value: value if isinstance(value, str) else json.dumps(value)[:50],
)
def test_what_cannot_be_done_is_refused_with_its_path(
    fields: dict[str, Any], path: str, code: str
) -> None:
    error = refusal(asked(**fields))
    assert (error.code, error.fields["param"]) == (code, path)
    assert error.detail.startswith(f"{path}: ")


@pytest.mark.parametrize(
    "fields", [fields for fields, _ in NOT_TRANSLATABLE], ids=lambda value: json.dumps(value)[:50]
)
def test_what_has_no_counterpart_is_allowed_where_messages_are_spoken(
    fields: dict[str, Any],
) -> None:
    check_request(asked(**fields))
    native_request(asked(**fields), "2023-06-01", (), 3).fit()


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"cache_control": {"type": "ephemeral", "ttl": "1h"}}, "cache_control.ttl"),
        (
            {"system": [text("a", cache_control={"type": "ephemeral", "ttl": "1h"})]},
            "system.0.cache_control.ttl",
        ),
        (
            {"tools": [{**WEATHER, "cache_control": {"type": "ephemeral", "ttl": "1h"}}]},
            "tools.0.cache_control.ttl",
        ),
    ],
)
def test_a_cache_for_an_hour_is_seen_wherever_it_is_asked_for(
    fields: dict[str, Any], path: str
) -> None:
    assert hour_cache_in(asked(**fields)) == path
    usual = {"type": "ephemeral", "ttl": "5m"}
    assert hour_cache_in(asked(system=[text("a", cache_control=usual)])) is None
    with pytest.raises(Invalid) as error:
        hour_cache_in(asked(cache_control={"type": "ephemeral", "ttl": "24h"}))
    assert (error.value.code, error.value.fields["param"]) == ("not_offered", "cache_control.ttl")


def test_words_that_look_like_a_refused_thing_are_words() -> None:
    schema = {"type": "object", "properties": {"source": {"type": "file"}}}
    called = {**USE, "input": {"source": {"type": "file"}, "type": "container_upload"}}
    body = asked(
        tools=[{"name": "open", "input_schema": schema}],
        messages=[*said(called, role="assistant"), *said(text('{"source": {"type": "file"}}'))],
    )
    check_request(body)
    assert hour_cache_in(body) is None
    translate_request(body)
