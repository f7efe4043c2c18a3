"""Server-sent events by their standard (WHATWG HTML, 9.2.6): lines end with CR, LF or CRLF, a line
without anything ends an event, a stream may begin with a byte order mark."""

import json
import re
from typing import Any, Final, NamedTuple

from orgbilling.gateway.answers import parsed
from orgbilling.kernel.money import as_json_number

_DONE: Final = b"[DONE]"
_BOM: Final = b"\xef\xbb\xbf"
# A line's end, and an empty line's after it.
_END: Final = re.compile(rb"(?:\r\n|\n|\r(?!\n))(?:\r\n|\n|\r)")
_LEAD: Final = re.compile(rb"(?:\xef\xbb\xbf)?[\r\n]*")
# What a body of events can begin with, and no JSON does.
_FIRST_FIELDS: Final = (b"data", b"event", b"id", b"retry", b":")
_FIELD_BYTES_MAX: Final = 5


class Event(NamedTuple):
    """One event: its name (empty where it has none), its data, and what they say as JSON. Data
    that are no JSON have no document. `is_done`: it is the `[DONE]` that ends a stream."""

    name: bytes
    data: bytes
    documents: list[Any]
    is_done: bool


def end_of_last_event(data: bytes | bytearray, searched: int = 0) -> int:
    """Return where the last whole event of `data` ends, 0 where there is none; the first
    `searched` bytes are known to hold no end."""
    # Searched from behind, once each chunk; most streams know no carriage returns.
    start = max(searched - 2, 0)
    plain = data.rfind(b"\n\n", start) + 2
    if data.find(b"\r", start) < 0:
        return plain if plain > 1 else 0
    found = max(plain, data.rfind(b"\n\r", start) + 2, data.rfind(b"\r\r", start) + 2)
    if found < 2:
        return 0
    return found + 1 if data[found - 1 : found + 1] == b"\r\n" else found


def split_events(whole: bytes) -> list[bytes]:
    """Split whole events; what is left behind the last end is one more."""
    events, start = [], 0
    for end in _END.finditer(whole):
        events.append(whole[start : end.end()])
        start = end.end()
    if start < len(whole):
        events.append(whole[start:])
    return events


def lead_of(event: bytes) -> int:
    """Return how many bytes stand before an event's first line: a mark, empty lines."""
    found = _LEAD.match(event)
    assert found is not None, "it matches nothing, too"
    return found.end()


def closed(event: bytes) -> bytes:
    """Return an event with its own line end twice, however much of its end has come."""
    body = event.rstrip(b"\r\n")
    end = event[len(body) :]
    line_end = b"\r\n" if end.startswith(b"\r\n") else end[:1] or b"\n"
    return body + 2 * line_end


def read_events(blob: bytes) -> list[Event]:
    """Read whole events; one that has no data is none."""
    events: list[Event] = []
    name, lines = b"", []
    for line in (*blob.removeprefix(_BOM).splitlines(), b""):
        if line.startswith(b"data:"):
            lines.append(line[5:].strip())
        elif line.startswith(b"event:"):
            name = line[6:].strip()
        elif line == b"data":
            lines.append(b"")
        elif not line.strip():
            if lines:
                data = b"\n".join(lines)
                events.append(Event(name, data, _documents(lines), _DONE in lines))
            name, lines = b"", []
    return events


def written(document: Any, name: bytes = b"") -> bytes:
    """Return an event that carries a document."""
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"), default=as_json_number)
    first = b"event: " + name + b"\n" if name else b""
    return first + b"data: " + text.encode("utf-8", "surrogatepass") + b"\n\n"


def begins_events(begin: bytes, *, is_all: bool) -> bool | None:
    """Tell whether a body that begins like this holds events; None where more of it is needed.
    By its bytes: what a provider calls its body does not always tell."""
    text = begin[lead_of(begin) :].lstrip()
    if len(text) < _FIELD_BYTES_MAX and not is_all and text[:1] not in (b"{", b"["):
        return None
    return text.startswith(_FIRST_FIELDS)


def _documents(lines: list[bytes]) -> list[Any]:
    if lines == [_DONE]:
        return []
    document = parsed(b"\n".join(lines))
    if document is None and len(lines) > 1:
        # Some leave out the empty line between events, so that each line is one.
        return [d for line in lines for d in _documents([line])]
    return [] if document is None else [document]
