"""Where a stream tells its usage: charged wherever that stands, and what came after too."""

import json
import time
from typing import Any

import pytest

from tests.gateway.conftest import Caller, cost
from tests.gateway.raw_calls import ended, words_of
from tests.gateway.raw_provider import COUNTED, DONE, DROP, STOP, USAGE, delta, event
from tests.gateway.raw_rig import streaming

# Events, and the tokens that are counted beside the usage: of what came after it was told.
USAGES: dict[str, tuple[list[str], int]] = {
    "first": ([delta("Hel", usage=USAGE), delta("lo."), STOP], 1),
    "alone and first": ([COUNTED, delta("Hel"), delta("lo."), STOP], 2),
    "every": (
        [delta("Hel", usage={**USAGE, "completion_tokens": 1}), delta("lo.", usage=USAGE), STOP], 0,
    ),
    "last chunk": ([delta("Hello."), event({**json.loads(STOP[6:]), "usage": USAGE})], 0),
    "alone and last": ([delta("Hello."), STOP, COUNTED], 0),
    "null between": ([delta("Hel", usage=USAGE), delta("lo.", usage=None), STOP], 1),
}  # fmt: skip


@pytest.mark.parametrize(("steps", "later"), USAGES.values(), ids=USAGES)
@pytest.mark.parametrize("wants", [False, True])
def test_usage_counts_wherever_it_stands(
    raw_caller: Caller, steps: list[str], later: int, wants: bool
) -> None:
    options = {"stream_options": {"include_usage": True}} if wants else {}
    answer = raw_caller.ask({"a": streaming(*steps, DONE)}, model="gpt-one", stream=True, **options)
    assert ended(raw_caller) == ("completed", cost(100, 20 + later))
    assert "".join(words_of(answer.text)) == "Hello."


@pytest.mark.parametrize(
    "after_end", [[COUNTED], [50, COUNTED], [COUNTED, 6_000], [50, COUNTED, DROP]]
)
def test_usage_that_is_told_after_the_end_counts(raw_caller: Caller, after_end: list[Any]) -> None:
    began_s = time.monotonic()
    order = streaming(delta("Hello."), STOP, DONE, *after_end)
    answer = raw_caller.ask({"a": order}, model="gpt-one", stream=True)
    assert time.monotonic() - began_s < 2
    assert answer.text == "".join([delta("Hello."), STOP, DONE])
    assert ended(raw_caller) == ("completed", cost(100, 20))


def test_usage_at_the_begin_does_not_make_a_stream_complete(raw_caller: Caller) -> None:
    order = streaming(delta("Hel", usage=USAGE), delta("lo."))
    answer = raw_caller.ask({"a": order}, model="gpt-one", stream=True)
    assert '"code":"provider_failed"' in answer.text
    assert ended(raw_caller) == ("provider_failed", cost(100, 21))


def test_a_stream_without_usage_does_not_wait_for_it(raw_caller: Caller) -> None:
    began_s = time.monotonic()
    order = streaming(delta("Hello."), STOP, DONE, 6_000)
    raw_caller.ask({"a": order}, model="gpt-one", stream=True)
    assert time.monotonic() - began_s < 2
    [row] = raw_caller.usage()
    known = row["request_metadata"]
    assert (known["tokens_counted_by"], known["output_tokens"]) == ("gateway", 2)
