"""What a messages request becomes as a chat completion."""

import json
from typing import Any

import pytest

from orgbilling.gateway.messages.checks import check_request
from orgbilling.gateway.messages.translate_request import translate_request
from tests.gateway.messages.builders import PDF, PNG, USE, WEATHER, asked, said, text

PNG_PART = {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBOR"}}
CACHED = {"cache_control": {"type": "ephemeral"}}
WEATHER_FUNCTION = {
    "type": "function",
    "function": {"name": "weather", "parameters": WEATHER["input_schema"]},
}


def translated(**fields: Any) -> dict[str, Any]:
    body = asked(**fields)
    check_request(body)
    return translate_request(body).body


def test_a_plain_request_keeps_its_model_words_and_limit() -> None:
    assert translated() == {
        "model": "m",
        "messages": [{"role": "user", "content": "Hello"}],
        "max_completion_tokens": 100,
    }


@pytest.mark.parametrize(
    ("fields", "made"),
    [
        ({"temperature": 0}, {"temperature": 0}),
        ({"top_p": 0.5}, {"top_p": 0.5}),
        ({"stop_sequences": ["END"]}, {"stop": ["END"]}),
        ({"stop_sequences": []}, {}),
        ({"stream": True}, {"stream": True, "stream_options": {"include_usage": True}}),
        ({"stream": False}, {"stream": False}),
        ({"metadata": {"user_id": "u-1"}}, {"user": "u-1"}),
        ({"metadata": {"user_id": "u" * 65}}, {}),
        ({"metadata": {"user_id": None}}, {}),
        ({"service_tier": "auto"}, {}),
        ({"service_tier": "standard_only"}, {}),
        ({"speed": "standard", "inference_geo": "global"}, {}),
        ({"cache_control": {"type": "ephemeral", "ttl": "1h"}}, {}),
        ({"diagnostics": {"previous_message_id": "msg_1"}}, {}),
        ({"container": None, "top_k": None}, {}),
        ({"thinking": {"type": "disabled"}}, {}),
        ({"thinking": {"type": "adaptive"}}, {}),
        ({"thinking": {"type": "enabled", "budget_tokens": 1024}}, {"reasoning_effort": "low"}),
        ({"thinking": {"type": "enabled", "budget_tokens": 4096}}, {"reasoning_effort": "medium"}),
        ({"thinking": {"type": "enabled", "budget_tokens": 31999}}, {"reasoning_effort": "high"}),
        ({"output_config": {"effort": "max"}}, {"reasoning_effort": "high"}),
        ({"output_config": {"effort": None}}, {}),
        (
            {"output_config": {"format": {"type": "json_schema", "schema": {"type": "object"}}}},
            {
                "response_format": {
                    "type": "json_schema",
                    "json_schema": {
                        "name": "answer",
                        "schema": {"type": "object"},
                        "strict": True,
                    },
                }
            },
        ),
        ({"context_management": {"edits": [{"type": "clear_thinking_20251015"}]}}, {}),
        ({"tools": []}, {}),
        ({"tools": [], "tool_choice": {"type": "auto"}}, {}),
        ({"tools": [{**WEATHER, **CACHED}]}, {"tools": [WEATHER_FUNCTION]}),
        (
            {"tools": [WEATHER], "tool_choice": {"type": "any", "disable_parallel_tool_use": True}},
            {
                "tools": [WEATHER_FUNCTION],
                "tool_choice": "required",
                "parallel_tool_calls": False,
            },
        ),
        (
            {"tools": [WEATHER], "tool_choice": {"type": "tool", "name": "weather"}},
            {
                "tools": [WEATHER_FUNCTION],
                "tool_choice": {"type": "function", "function": {"name": "weather"}},
            },
        ),
        (
            {"tools": [WEATHER], "tool_choice": {"type": "none"}},
            {"tools": [WEATHER_FUNCTION], "tool_choice": "none"},
        ),
    ],
    ids=lambda value: json.dumps(value)[:60],
)
def test_each_field_has_its_counterpart(fields: dict[str, Any], made: dict[str, Any]) -> None:
    assert translated(**fields) == {**translated(), **made}


@pytest.mark.parametrize("system", ["Be brief.", [text("Be", **CACHED), text("brief.")]])
def test_the_system_speaks_first(system: Any) -> None:
    first, *_ = translated(system=system)["messages"]
    assert first["role"] == "system"
    assert first["content"].split() == ["Be", "brief."]


@pytest.mark.parametrize(
    ("content", "made"),
    [
        ([text("a", **CACHED), text("b")], "a\n\nb"),
        ([text("see"), {"type": "image", "source": PNG}], [text("see"), PNG_PART]),
        (
            [{"type": "image", "source": {"type": "url", "url": "https://x.example/a.png"}}],
            [{"type": "image_url", "image_url": {"url": "https://x.example/a.png"}}],
        ),
        (
            [{"type": "document", "source": PDF, "title": "Terms"}],
            [
                text("Terms"),
                {
                    "type": "file",
                    "file": {
                        "filename": "Terms",
                        "file_data": "data:application/pdf;base64,JVBER",
                    },
                },
            ],
        ),
        (
            [
                {
                    "type": "document",
                    "source": {"type": "text", "media_type": "text/plain", "data": "words"},
                }
            ],
            "words",
        ),
        (
            [{"type": "document", "source": {"type": "content", "content": [text("in")]}}],
            "in",
        ),
        (
            [
                {
                    "type": "search_result",
                    "source": "https://x.example",
                    "title": "X",
                    "content": [text("found")],
                    "citations": {"enabled": False},
                }
            ],
            "X (https://x.example)\nfound",
        ),
    ],
)
def test_what_a_user_sends_becomes_parts(content: list[Any], made: Any) -> None:
    assert translated(messages=said(*content))["messages"] == [{"role": "user", "content": made}]


def test_tools_that_were_used_come_back_as_messages_of_their_own() -> None:
    thought = {"type": "thinking", "thinking": "hm", "signature": "s"}
    messages = [
        {"role": "user", "content": "Weather?"},
        {"role": "assistant", "content": [thought, text("I look."), USE, {**USE, "id": "t2"}]},
        {
            "role": "user",
            "content": [
                {"type": "tool_result", "tool_use_id": "t1", "content": "rain", **CACHED},
                {
                    "type": "tool_result",
                    "tool_use_id": "t2",
                    "content": [text("no"), {"type": "image", "source": PNG}],
                    "is_error": True,
                },
                text("And now?"),
            ],
        },
    ]
    arguments = '{"city": "Ørsta"}'
    function = {"name": "weather", "arguments": arguments}
    assert translated(messages=messages, tools=[WEATHER])["messages"] == [
        {"role": "user", "content": "Weather?"},
        {
            "role": "assistant",
            "content": "I look.",
            "tool_calls": [
                {"id": "t1", "type": "function", "function": function},
                {"id": "t2", "type": "function", "function": function},
            ],
        },
        {"role": "tool", "tool_call_id": "t1", "content": "rain"},
        {"role": "tool", "tool_call_id": "t2", "content": "Error: no"},
        {
            "role": "user",
            "content": [text("Returned by the tool call t2:"), PNG_PART, text("And now?")],
        },
    ]


def test_tools_that_would_be_searched_for_are_there_from_the_beginning() -> None:
    # As Claude Code sends them: it searches by itself, and says which tools it has found.
    search = {"type": "tool_result", "tool_use_id": "t1", "content": [
        {"type": "tool_reference", "tool_name": "weather"},
        {"type": "tool_reference", "tool_name": "tides"},
    ]}  # fmt: skip
    messages = [*said(text("Rain?")), *said({**USE, "name": "find"}, role="assistant")]
    body = translated(
        messages=[*messages, *said(search)], tools=[{**WEATHER, "defer_loading": True}]
    )
    assert body["tools"] == [WEATHER_FUNCTION]
    assert body["messages"][-1] == {
        "role": "tool", "tool_call_id": "t1",
        "content": "The tool weather is there.\n\nThe tool tides is there.",
    }  # fmt: skip


def test_a_tool_may_return_nothing_and_an_assistant_may_have_only_thought() -> None:
    redacted = {"type": "redacted_thinking", "data": "x"}
    result = {"type": "tool_result", "tool_use_id": "t1"}
    made = translated(messages=[*said(redacted, role="assistant"), *said(result)])["messages"]
    assert made == [
        {"role": "assistant", "content": ""},
        {"role": "tool", "tool_call_id": "t1", "content": ""},
    ]


def test_a_word_of_the_system_for_one_turn_is_gone_at_the_next() -> None:
    user = {"role": "user", "content": "a"}
    system = {"role": "system", "content": "now", "clear_at": "next_user_message"}
    assert len(translated(messages=[user, system])["messages"]) == 2
    assert len(translated(messages=[user, system, user])["messages"]) == 2
    kept = {"role": "system", "content": [text("always")]}
    assert translated(messages=[user, kept, user])["messages"][1]["content"] == "always"


@pytest.mark.parametrize("kind", ["bash_20250124", "text_editor_20250728", "memory_20250818"])
def test_a_tool_that_the_client_runs_goes_with_its_schema(kind: str) -> None:
    [tool] = translated(tools=[{"type": kind, "name": "its_name"}])["tools"]
    assert tool["function"]["name"] == "its_name"
    assert "command" in tool["function"]["parameters"]["properties"]


def test_a_custom_tool_keeps_its_description_examples_and_strictness() -> None:
    tool = {
        **WEATHER,
        "description": "Tells the weather.",
        "strict": True,
        "input_examples": [{"city": "Oslo"}],
        "eager_input_streaming": True,
    }
    [made] = translated(tools=[tool])["tools"]
    assert made["function"]["strict"] is True
    described = made["function"]["description"]
    assert described == 'Tells the weather.\n\nExamples of its input: [{"city": "Oslo"}]'
