"""A stream is read by the standard of server-sent events: however its bytes are cut into pieces,
the client gets the same bytes, the usage is the same, and so is the end."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orgbilling.gateway import sse
from orgbilling.gateway.dialects.files import dialect_named
from orgbilling.gateway.prices import Tokens
from orgbilling.gateway.stream import StreamReader

LINE_ENDS = ("\n", "\r\n", "\r")
USAGE = {"prompt_tokens": 9, "completion_tokens": 4}
BOM = "\ufeff"
TEXTS = st.sampled_from(
    [
        "word ", "", "[DONE]", "data: [DONE]", '"usage": 5', "\r\n\r", "ü€😀", "error",
        "response.failed",
    ]
)  # fmt: skip


def delta(text: str, **more: Any) -> dict[str, Any]:
    return {"choices": [{"index": 0, "delta": {"content": text}}], **more}


LAST: dict[str, str] = {
    "done": "[DONE]",
    "response": json.dumps({"type": "response.completed", "response": {"usage": None}}),
    "message": json.dumps({"type": "message_stop"}),
    "error": json.dumps({"error": {"message": "No."}}),
    "none": "",
}


@st.composite
def streams(draw: st.DrawFn) -> bytes:
    """Any stream, each line of it with an end of its own kind."""
    kinds = draw(st.sampled_from([LINE_ENDS, *((end,) for end in LINE_ENDS)]))
    ends = st.sampled_from(kinds)
    parts: list[str] = [draw(st.sampled_from(["", BOM]))]

    def line(text: str) -> None:
        parts.append(text + draw(ends))

    def event(document: Any) -> None:
        if draw(st.booleans()):
            line(draw(st.sampled_from(["event: x", ": waits", "id: 5", "retry: 10", "unknown"])))
        text = document if isinstance(document, str) else json.dumps(document)
        first, *others = text.split(", ", 1) if draw(st.booleans()) else [text]
        space = draw(st.sampled_from([" ", ""]))
        for part in [f"{first}," if others else first, *others]:
            line(f"data:{space}{part}")
        for _ in range(draw(st.sampled_from([1, 1, 1, 2]))):
            line("")

    for text in draw(st.lists(TEXTS, max_size=5)):
        event(delta(text, **draw(st.sampled_from([{}, {"usage": None}, {"usage": USAGE}]))))
        if draw(st.booleans()):
            event({"choices": [], "usage": USAGE})
    last = LAST[draw(st.sampled_from(sorted(LAST)))]
    if last:
        event(last)
        event(delta("late", usage={"prompt_tokens": 99, "completion_tokens": 99}))
    return "".join(parts).encode()


def read(chunks: list[bytes], *, hides_usage: bool) -> tuple[bytes, Any]:
    reader = StreamReader(
        hides_usage=hides_usage, bytes_per_token=1, dialect=dialect_named("openai")
    )
    came = b"".join(map(reader.feed, chunks)) + reader.finish() + reader.last
    error = reader.error and reader.error.message
    figures = (
        reader.usage and reader.usage.tokens,
        reader.output_tokens(),
        reader.has_ended,
        error,
        reader.has_output(),
    )
    return came, figures


@settings(max_examples=600, deadline=None)
@given(streams(), st.booleans(), st.data())
def test_any_pieces_are_the_same_stream(
    blob: bytes, hides_usage: bool, data: st.DataObject
) -> None:
    cuts = sorted(data.draw(st.sets(st.integers(0, len(blob)), max_size=12)))
    chunks = [blob[a:b] for a, b in zip([0, *cuts], [*cuts, len(blob)], strict=True)]
    whole = read([blob], hides_usage=hides_usage)
    assert read(chunks, hides_usage=hides_usage) == whole
    assert read([blob[n : n + 1] for n in range(len(blob))], hides_usage=hides_usage) == whole


@pytest.mark.parametrize("end", LINE_ENDS)
@pytest.mark.parametrize("begin", ["", BOM, ": waits{0}{0}", BOM + ": waits{0}", "{0}{0}"])
@pytest.mark.parametrize("space", ["", " "])
@pytest.mark.parametrize("hides_usage", [False, True])
def test_what_the_standard_allows_is_read(
    end: str, begin: str, space: str, hides_usage: bool
) -> None:
    def event(document: Any) -> str:
        text = document if isinstance(document, str) else json.dumps(document)
        return f"data:{space}{text}{end}{end}"

    usage = event({"choices": [], "usage": USAGE})
    texts = event(delta("Hel")) + event(delta("lo."))
    blob = begin.format(end) + texts + usage + event("[DONE]")
    came, (counted, tokens, has_ended, error, _) = read([blob.encode()], hides_usage=hides_usage)
    assert came.decode() == (blob.replace(usage, "") if hides_usage else blob)
    assert (counted, tokens, has_ended, error) == (Tokens(9, 4), 6, True, None)


def test_an_event_says_its_name_and_its_data() -> None:
    blob = b'\xef\xbb\xbfevent: a\ndata: {"x":\ndata: 1}\n\n: no event\n\n'
    blob += b"event:b\rdata\r\rdata:[DONE]\n\n"
    assert sse.read_events(blob) == [
        sse.Event(b"a", b'{"x":\n1}', [{"x": 1}], False),
        sse.Event(b"b", b"", [], False),
        sse.Event(b"", b"[DONE]", [], True),
    ]


@pytest.mark.parametrize(
    ("begin", "is_all", "wanted"),
    [
        (b"", False, None), (b"", True, False), (b"da", False, None), (b"data", False, None),
        (b"data:", False, True), (b": w", False, None), (b": waits", False, True),
        (b"{", False, False), (b" [", False, False), (b"\r\n\r\n", False, None),
        (b"\xef\xbb\xbfevent: x", False, True), (b"<html>", False, False),
    ],
)  # fmt: skip
def test_a_body_of_events_is_known_by_its_begin(
    begin: bytes, is_all: bool, wanted: bool | None
) -> None:
    assert sse.begins_events(begin, is_all=is_all) is wanted


def test_a_last_event_that_has_no_end_is_one() -> None:
    blob = b"data: " + json.dumps({"choices": [], "usage": USAGE}).encode()
    came, (counted, *_) = read([blob], hides_usage=True)
    assert (came, counted) == (b"", Tokens(9, 4))
