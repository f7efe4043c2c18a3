"""What a chat completion becomes as a message."""

import json
from typing import Any

import pytest

from orgbilling.gateway.messages.translate_answer import translate_answer
from orgbilling.gateway.messages.translate_request import Wanted
from tests.gateway.messages.builders import usage_of

WANTED = Wanted("asked-model", ("END",), shows_thinking=True)


def call(name: str = "weather", arguments: Any = '{"city":"Oslo"}') -> dict[str, Any]:
    function = {"name": name, "arguments": arguments}
    return {"id": "call_1", "type": "function", "function": function}


def answered(
    finish: str | None = "stop",
    usage: Any = None,
    wanted: Wanted = WANTED,
    choice: dict[str, Any] | None = None,
    **message: Any,
) -> dict[str, Any]:
    completion = {
        "id": "c1",
        "model": "its-model",
        "choices": [{"index": 0, "message": message, "finish_reason": finish, **(choice or {})}],
        "usage": usage,
    }
    return translate_answer(completion, wanted, usage_of, "gw_1")


def test_a_text_is_a_block_of_text() -> None:
    assert answered(content="Hello", usage={"prompt_tokens": 9, "completion_tokens": 4}) == {
        "id": "msg_c1",
        "type": "message",
        "role": "assistant",
        "model": "its-model",
        "content": [{"type": "text", "text": "Hello"}],
        "stop_reason": "end_turn",
        "stop_sequence": None,
        "usage": {
            "input_tokens": 9,
            "output_tokens": 4,
            "cache_read_input_tokens": 0,
            "cache_creation_input_tokens": 0,
        },
    }


def test_cached_input_stands_beside_the_input() -> None:
    usage = {
        "prompt_tokens": 100,
        "completion_tokens": 50,
        "prompt_tokens_details": {"cached_tokens": 60, "cache_creation_tokens": 30},
        "completion_tokens_details": {"reasoning_tokens": 20},
    }
    assert answered(content="x", usage=usage)["usage"] == {
        "input_tokens": 10,
        "output_tokens": 50,
        "cache_read_input_tokens": 60,
        "cache_creation_input_tokens": 30,
        "output_tokens_details": {"thinking_tokens": 20},
    }


@pytest.mark.parametrize(
    ("finish", "message", "stop"),
    [
        ("stop", {"content": "x"}, "end_turn"),
        ("length", {"content": "x"}, "max_tokens"),
        ("tool_calls", {"tool_calls": [call()]}, "tool_use"),
        ("stop", {"tool_calls": [call()]}, "tool_use"),
        ("length", {"tool_calls": [call()]}, "max_tokens"),
        ("content_filter", {"content": "x"}, "refusal"),
        ("stop", {"refusal": "No."}, "refusal"),
        ("eos", {"content": "x"}, "end_turn"),
        (None, {"content": "x"}, "end_turn"),
    ],
)
def test_each_end_has_its_reason(finish: str | None, message: dict[str, Any], stop: str) -> None:
    assert answered(finish, **message)["stop_reason"] == stop


@pytest.mark.parametrize(
    ("met", "ended"),
    [("END", ("stop_sequence", "END")), (7, ("end_turn", None)), ("no", ("end_turn", None))],
)
def test_the_text_that_ended_it_is_named_where_the_upstream_does(met: Any, ended: Any) -> None:
    message = answered(content="x", choice={"stop_reason": met})
    assert (message["stop_reason"], message["stop_sequence"]) == ended


@pytest.mark.parametrize(
    ("arguments", "given"),
    [
        ('{"city":"Oslo"}', {"city": "Oslo"}),
        ({"city": "Oslo"}, {"city": "Oslo"}),
        ("", {}),
        (None, {}),
        ("[1]", {"unreadable_arguments": "[1]"}),
        ('{"city":', {"unreadable_arguments": '{"city":'}),
    ],
)
def test_the_arguments_of_a_tool_are_parsed(arguments: Any, given: dict[str, Any]) -> None:
    message = answered("tool_calls", content=None, tool_calls=[call(arguments=arguments)])
    assert message["content"] == [
        {"type": "tool_use", "id": "call_1", "name": "weather", "input": given}
    ]


@pytest.mark.parametrize("name", ["reasoning_content", "reasoning"])
def test_thoughts_are_shown_to_who_asked_for_them(name: str) -> None:
    message: dict[str, Any] = {name: "hm", "content": "x"}
    shown = answered(**message)["content"]
    assert shown[0] == {"type": "thinking", "thinking": "hm", "signature": ""}
    assert [block["type"] for block in answered(**message, wanted=Wanted("m"))["content"]] == [
        "text"
    ]


@pytest.mark.parametrize(
    "completion",
    [{}, {"choices": []}, {"choices": None}, {"choices": ["x"]}, {"choices": [{"message": "x"}]}],
    ids=json.dumps,
)
def test_an_answer_with_nothing_in_it_is_an_empty_message(completion: dict[str, Any]) -> None:
    message = translate_answer(completion, WANTED, usage_of, "gw_1")
    assert (message["id"], message["model"], message["content"]) == ("msg_gw_1", "asked-model", [])
