"""G3: the check before a call ignored the answer, its limit and `n`."""

import json
import threading
import time
from typing import Any

import pytest

from orgbilling.gateway.request_dialects import Kind
from orgbilling.gateway.requests import read_request
from tests.gateway.conftest import Caller, cost, told


def held_during(caller: Caller, **fields: Any) -> Any:
    """What is held while the provider thinks."""
    asking = threading.Thread(
        target=caller.ask, args=({"silent_ms": 1200, "input": 5, "output": 5},), kwargs=fields
    )
    asking.start()
    try:
        for _ in range(100):
            [held] = caller.figures("H")
            if held:
                return held
            time.sleep(0.01)
    finally:
        asking.join()
    raise AssertionError("nothing was held")


@pytest.mark.parametrize(
    ("fields", "output_tokens"),
    [
        ({}, 16_384),
        ({"max_tokens": 50}, 50),
        ({"max_completion_tokens": 70}, 70),
        ({"max_tokens": 50, "n": 3}, 150),
        # Which of the two a provider obeys is its own choice.
        ({"max_completion_tokens": 1, "max_tokens": 900}, 900),
    ],
)
def test_input_limit_and_number_of_answers_are_held(
    caller: Caller, fields: dict[str, int], output_tokens: int
) -> None:
    body: dict[str, Any] = {
        "model": "gpt-test", "messages": told(silent_ms=1200, input=5, output=5), **fields
    }  # fmt: skip
    held = cost(input_tokens("chat/completions", body), output_tokens)
    assert held_during(caller, **fields) == held
    assert caller.figures("UH") == (cost(5, 5), 0)


@pytest.mark.parametrize(
    ("body", "input_tokens_min"),
    [
        ({"messages": [{"role": "user", "content": "x" * 30_000}]}, 10_000),
        # A text is a text, also where it begins like a file.
        ({"messages": [{"role": "user", "content": "data:" + "x" * 30_000}]}, 10_000),
        ({"messages": [], "tools": [{"type": "function", "name": "y" * 30_000}]}, 10_000),
    ],
)
def test_all_that_is_sent_is_counted(body: dict[str, Any], input_tokens_min: int) -> None:
    assert input_tokens("chat/completions", {"model": "gpt-test", **body}) >= input_tokens_min


def input_tokens(kind: Kind, body: dict[str, Any]) -> int:
    request = read_request(kind, json.dumps(body).encode(), 3)
    return request.input_at_worst(request.fit(), "gpt-test").tokens


def test_every_prompt_of_a_list_has_answers_of_its_own() -> None:
    raw = json.dumps({"model": "gpt-test", "prompt": ["a", "b", "c"], "n": 2}).encode()
    assert read_request("completions", raw, 3).fit().answers == 6
