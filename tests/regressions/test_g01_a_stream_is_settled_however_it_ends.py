"""G1: billing sat after the stream's loop: a client that left paid nothing, nor did an error."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from tests.gateway.conftest import Caller, cost


def read_to_the_end(caller: Caller) -> None:
    assert caller.ask({"input": 40, "output": 7}, stream=True).text.endswith("data: [DONE]\n\n")


def be_cut_by_the_provider(caller: Caller) -> None:
    answer = caller.ask({"chunks": 60, "cut": 20, "pause_ms": 2}, stream=True)
    assert "provider_failed" in answer.text


def leave(caller: Caller) -> None:
    caller.leave_a_stream(40, chunks=500, pause_ms=10)


@pytest.mark.parametrize(
    ("end", "ended", "output_tokens_min"),
    [
        (read_to_the_end, "completed", 7),
        (be_cut_by_the_provider, "provider_failed", 15),
        (leave, "client_gone", 15),
    ],
)
def test_end_error_and_disconnect_are_charged_alike(
    caller: Caller, end: Callable[[Caller], None], ended: str, output_tokens_min: int
) -> None:
    end(caller)
    caller.settled()
    [row] = caller.usage()
    known = row["request_metadata"]
    assert known["ended"] == ended
    assert known["output_tokens"] >= output_tokens_min
    assert row["credits_used"] == cost(known["input_tokens"], known["output_tokens"]) > Decimal(0)
    assert caller.world.differences() == []
