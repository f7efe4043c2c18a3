"""Usage of messages, whole and over a stream, as it is charged."""

import json
from typing import Any

import pytest

from orgbilling.gateway.dialects.files import dialect_named
from orgbilling.gateway.dialects.reader import usage_of_answer


def counted(*documents: Any) -> tuple[int, ...] | None:
    """Input, output, read from a cache, written to one, thought."""
    usage = usage_of_answer(documents, {}, dialect_named("anthropic"))
    tokens = None if usage is None else usage.tokens
    if tokens is None:
        return None
    return tokens.input, tokens.output, tokens.cached_input, tokens.cache_write, tokens.reasoning


def start(**usage: Any) -> dict[str, Any]:
    return {"type": "message_start", "message": {"usage": usage}}


def delta(**usage: Any) -> dict[str, Any]:
    return {"type": "message_delta", "delta": {}, "usage": usage}


CACHED: dict[str, Any] = {"cache_read_input_tokens": 40, "cache_creation_input_tokens": 30}


@pytest.mark.parametrize(
    ("documents", "tokens"),
    [
        ([{"usage": {"input_tokens": 9, "output_tokens": 4}}], (9, 4, 0, 0, 0)),
        ([{"usage": {"input_tokens": 9, "output_tokens": 4, **CACHED}}], (79, 4, 40, 30, 0)),
        ([start(input_tokens=9, output_tokens=1, **CACHED)], (79, 1, 40, 30, 0)),
        (
            [start(input_tokens=9, output_tokens=1, **CACHED), delta(output_tokens=50)],
            (79, 50, 40, 30, 0),
        ),
        (
            [
                start(input_tokens=9, output_tokens=1),
                delta(output_tokens=20, input_tokens=None),
                delta(output_tokens=50, input_tokens=11, **CACHED),
            ],
            (81, 50, 40, 30, 0),
        ),
        (
            [
                {
                    "usage": {
                        "input_tokens": 9, "output_tokens": 4,
                        "cache_creation": {
                            "ephemeral_5m_input_tokens": 10, "ephemeral_1h_input_tokens": 20,
                        },
                    }
                }
            ],
            (39, 4, 0, 30, 0),
        ),
        (
            [
                {
                    "usage": {
                        "input_tokens": 9, "output_tokens": 44,
                        "output_tokens_details": {"thinking_tokens": 40},
                    }
                }
            ],
            (9, 44, 0, 0, 40),
        ),
        # All of the input came from the cache: it is still counted.
        ([start(input_tokens=0, cache_read_input_tokens=500)], (500, 0, 500, 0, 0)),
        ([{"usage": None}], None),
        ([{"usage": {}}], None),
        ([{"usage": {"input_tokens": -1, "output_tokens": True}}], None),
        ([{"usage": {"input_tokens": float("inf"), "output_tokens": float("nan")}}], None),
        ([{}, {"type": "ping"}, 5, None], None),
    ],
    ids=lambda value: json.dumps(value)[:70],
)  # fmt: skip
def test_a_message_is_counted_with_what_stands_beside_its_input(
    documents: list[Any], tokens: tuple[int, ...] | None
) -> None:
    assert counted(*documents) == tokens
