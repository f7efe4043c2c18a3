"""What the gateway reads of a stream of messages that passes: its usage, and its end, wherever it
is split."""

import json
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from orgbilling.gateway.dialects.files import dialect_named
from orgbilling.gateway.prices import Tokens
from orgbilling.gateway.stream import StreamReader

START = {
    "type": "message_start",
    "message": {"usage": {"input_tokens": 9, "output_tokens": 1, "cache_read_input_tokens": 40}},
}
TEXTS = st.sampled_from(["word ", "ü€😀", "message_stop", '"usage": 5', "[DONE]", "\r\n\r\n"])
DELTAS = st.sampled_from([("text_delta", "text"), ("thinking_delta", "thinking"),
                          ("input_json_delta", "partial_json")])  # fmt: skip
STOP = {"type": "message_stop"}


def written(document: dict[str, Any]) -> bytes:
    text = json.dumps(document, ensure_ascii=False)
    return f"event: {document['type']}\ndata: {text}\n\n".encode()


def delta(kind: tuple[str, str], text: str) -> dict[str, Any]:
    return {"type": "content_block_delta", "index": 0, "delta": {"type": kind[0], kind[1]: text}}


@given(
    st.lists(st.tuples(DELTAS, TEXTS), max_size=5), st.booleans(), st.lists(st.integers(0, 2000))
)
def test_any_split_gives_the_same_bytes_usage_and_end(
    pieces: list[tuple[tuple[str, str], str]], is_whole: bool, cuts: list[int]
) -> None:
    events = [START, *(delta(kind, text) for kind, text in pieces)]
    if is_whole:
        usage = {"output_tokens": 50}
        events += [{"type": "message_delta", "delta": {}, "usage": usage}, STOP]
    blob = b"".join(map(written, events))
    reader = StreamReader(hides_usage=False, bytes_per_token=3, dialect=dialect_named("anthropic"))
    bounds = [0, *sorted(min(cut, len(blob)) for cut in cuts), len(blob)]
    passed = b"".join(reader.feed(blob[begin:end]) for begin, end in pairwise(bounds))
    passed += reader.finish()
    # The end waits for the settlement; all before it has gone on.
    assert passed + reader.last == blob
    assert reader.last == (written(STOP) if is_whole else b"")
    assert reader.has_ended == is_whole
    text_bytes = sum(len(text.encode()) for _, text in pieces)
    # What its beginning counts is one token; what came after that is counted here.
    output = 50 if is_whole else 1 + -(-text_bytes // 3)
    assert reader.usage is not None
    assert reader.usage.tokens == Tokens(input=49, output=output, cached_input=40)
