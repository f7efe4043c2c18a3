"""A stream split at any byte gives the same bytes and the same count; a text that looks like the
end of a stream is none."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orgbilling.gateway.dialects.files import dialect_named
from orgbilling.gateway.prices import Tokens
from orgbilling.gateway.stream import StreamReader

TEXTS = st.sampled_from(
    ["word ", "", "[DONE]", "data: [DONE]", '"usage": 5', "\r\n\r\n", "ü€😀", "response.completed"]
)


def delta(text: str, **more: Any) -> dict[str, Any]:
    return {"choices": [{"index": 0, "delta": {"content": text}}], **more}


USAGE = {"choices": [], "usage": {"prompt_tokens": 9, "completion_tokens": 4}}


def event(document: Any, end: str, *, is_split: bool = False) -> bytes:
    text = document if isinstance(document, str) else json.dumps(document, ensure_ascii=False)
    if is_split and text.startswith("{"):
        # The data of one event may have several lines; a reader joins them.
        text = text.replace(", ", f",{end}data: ", 1)
    return f"data: {text}{end}{end}".encode()


@st.composite
def streams(draw: st.DrawFn) -> tuple[bytes, int, bool]:
    """A stream, the bytes of its text, and whether its provider counts."""
    end = draw(st.sampled_from(["\n", "\r\n"]))
    texts = draw(st.lists(TEXTS, max_size=6))
    null_usage = draw(st.sampled_from([{}, {"usage": None}]))
    blob = b"".join(
        event(delta(text, **null_usage), end, is_split=draw(st.booleans())) for text in texts
    )
    if draw(st.booleans()):
        blob = f": a comment{end}{end}".encode() + blob
    counts = draw(st.booleans())
    if counts:
        blob += event(USAGE, end)
    if draw(st.booleans()):
        blob += event("[DONE]", end)
    return blob, sum(len(text.encode()) for text in texts), counts


def new_reader(*, hides_usage: bool) -> StreamReader:
    return StreamReader(hides_usage=hides_usage, bytes_per_token=1, dialect=dialect_named("openai"))


def tokens_of(reader: StreamReader) -> Tokens | None:
    return None if reader.usage is None else reader.usage.tokens


def read(chunks: list[bytes], *, hides_usage: bool) -> tuple[bytes, StreamReader]:
    reader = new_reader(hides_usage=hides_usage)
    came = b"".join(map(reader.feed, chunks))
    return came + reader.finish() + reader.last, reader


@settings(max_examples=300, deadline=None)
@given(streams(), st.booleans(), st.data())
def test_any_split_gives_the_same_bytes_and_the_same_count(
    stream: tuple[bytes, int, bool], hides_usage: bool, data: st.DataObject
) -> None:
    blob, text_bytes, counts = stream
    cuts = sorted(data.draw(st.sets(st.integers(0, len(blob)), max_size=12)))
    chunks = [blob[a:b] for a, b in zip([0, *cuts], [*cuts, len(blob)], strict=True)]
    came, reader = read(chunks, hides_usage=hides_usage)
    usage_events = [event(USAGE, end) for end in ("\n", "\r\n")]
    wanted = blob
    if hides_usage:
        for hidden in usage_events:
            wanted = wanted.replace(hidden, b"")
    assert came == wanted
    assert tokens_of(reader) == (Tokens(9, 4) if counts else None)
    assert reader.output_tokens() == text_bytes


def test_every_byte_on_its_own_is_the_same_stream() -> None:
    blob = event(delta("ü"), "\r\n") + event(USAGE, "\r\n") + event("[DONE]", "\r\n")
    came, reader = read([blob[n : n + 1] for n in range(len(blob))], hides_usage=True)
    assert came == event(delta("ü"), "\r\n") + event("[DONE]", "\r\n")
    assert (tokens_of(reader), reader.output_tokens()) == (Tokens(9, 4), 2)


def test_a_text_that_quotes_the_end_neither_stops_the_stream_nor_the_count() -> None:
    reader = new_reader(hides_usage=True)
    quoted = event(delta("data: [DONE]"), "\n")
    assert reader.feed(quoted) == quoted
    after = event(delta("more"), "\n")
    assert reader.feed(after) == after
    assert reader.output_tokens() == len("data: [DONE]more")


@pytest.mark.parametrize("is_split", [False, True])
def test_nothing_that_comes_after_the_end_is_part_of_the_answer_and_late_usage_counts(
    is_split: bool,
) -> None:
    reader = new_reader(hides_usage=False)
    blob = [event("[DONE]", "\n"), event(delta("late"), "\n"), event(USAGE, "\n")]
    for chunk in blob if is_split else [b"".join(blob)]:
        assert reader.feed(chunk) == b""
    assert (reader.has_ended, reader.last) == (True, blob[0])
    assert (tokens_of(reader), reader.output_tokens()) == (Tokens(9, 4), 0)
    # What was told once holds.
    reader.feed(event({**USAGE, "usage": {"prompt_tokens": 90, "completion_tokens": 40}}, "\n"))
    assert tokens_of(reader) == Tokens(9, 4)


@pytest.mark.parametrize("tail", ["", "\n", "\r\n"])
def test_a_last_event_without_its_end_is_counted_once(tail: str) -> None:
    blob = event(delta("0123456789"), "\n").rstrip() + tail.encode()
    came, reader = read([blob], hides_usage=True)
    assert (came, reader.output_tokens()) == (blob, 10)


def test_the_last_event_of_a_response_waits_for_the_settlement() -> None:
    reader = new_reader(hides_usage=True)
    end = {"type": "response.completed", "response": {"usage": None}}
    assert reader.feed(event(end, "\n")) == b""
    assert reader.last == event(end, "\n")


def test_bytes_that_are_no_text_pass_unchanged() -> None:
    blob = b'data: \xff\xfe\x00\n\ndata: {"choices": 5}\n\ndata: [DONE]\n\n'
    came, reader = read([blob], hides_usage=True)
    assert (came, reader.usage, reader.output_tokens()) == (blob, None, 0)
