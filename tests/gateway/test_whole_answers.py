"""A whole answer in whatever wrapping it comes: what it says was used, or what it brought, counts.
These shapes are made up."""

import json
from typing import Any

import pytest

from orgbilling.gateway.dialects.files import dialect_named
from orgbilling.gateway.whole import WholeAnswer

CHUNK: dict[str, Any] = {"choices": [{"index": 0, "delta": {"content": "Hello you."}}]}
ANSWER: dict[str, Any] = {"choices": [{"index": 0, "message": {"content": "Hello you."}}]}
COUNTED = {"choices": [], "usage": {"prompt_tokens": 9, "completion_tokens": 4, "total_tokens": 13}}
WRAPPED = {
    "a list": json.dumps([CHUNK, COUNTED]),
    "lines": f"{json.dumps(CHUNK)}\n{json.dumps(COUNTED)}\n",
    "lines of another system": f"{json.dumps(CHUNK)}\r\n{json.dumps(COUNTED)}",
    "events": f"data: {json.dumps(CHUNK)}\n\ndata: {json.dumps(COUNTED)}\n\n",
    "one in a list": json.dumps([ANSWER | {"usage": COUNTED["usage"]}]),
}


@pytest.mark.parametrize("content", WRAPPED.values(), ids=WRAPPED)
@pytest.mark.parametrize("is_counted", [True, False])
def test_the_wrapping_makes_nothing_free(content: str, is_counted: bool) -> None:
    if not is_counted:
        content = content.replace("usage", "no_usage")
    read = WholeAnswer.read(content.encode(), {}, dialect_named("openai"))
    assert read.output_tokens(3) == 4
    tokens = None if read.usage is None else read.usage.tokens
    assert (tokens is not None) == is_counted
    if tokens is not None:
        assert (tokens.input, tokens.output) == (9, 4)
    assert read.error is None


def test_an_error_in_a_list_is_one() -> None:
    told = json.dumps([{"error": {"code": 429, "message": "Quota", "status": "EXHAUSTED"}}])
    read = WholeAnswer.read(told.encode(), {}, dialect_named("gemini"))
    assert read.error is not None
    assert not read.is_broken


@pytest.mark.parametrize(
    ("usage", "tokens"),
    [
        # A total alone: who embeds has no output.
        ({"total_tokens": 10}, (10, 0)),
        ({"prompt_tokens": None, "completion_tokens": 20, "total_tokens": 120}, (100, 20)),
        ({"completion_tokens": 20, "total_tokens": 20}, None),
        ({"completion_tokens": 20}, None),
        ({"total_tokens": 0}, None),
    ],
)
def test_a_total_says_what_the_input_was(
    usage: dict[str, Any], tokens: tuple[int, int] | None
) -> None:
    told = json.dumps(ANSWER | {"usage": usage})
    read = WholeAnswer.read(told.encode(), {}, dialect_named("openai"))
    found = None if read.usage is None else read.usage.tokens
    assert (None if found is None else (found.input, found.output)) == tokens


@pytest.mark.parametrize(
    "told",
    [
        {"fault": {"faultstring": "Spike arrest violation", "detail": {"errorcode": "x"}}},
        {"code": 1302, "msg": "rate limited", "success": False},
    ],
)
def test_a_bare_reason_is_an_error(told: dict[str, Any]) -> None:
    read = WholeAnswer.read(json.dumps(told).encode(), {}, dialect_named("openai"))
    assert read.error is not None
    # Beside an answer it is none.
    both = WholeAnswer.read(json.dumps(ANSWER | told).encode(), {}, dialect_named("openai"))
    assert both.error is None
