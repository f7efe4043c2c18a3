"""A stream of server-sent events on its way to the client, looked at only where it must be."""

import re
from typing import Any, Final

from orgbilling.gateway.answers import output_bytes, parse_events, usage_of
from orgbilling.gateway.prices import Tokens

_END: Final = re.compile(rb"\r?\n\r?\n")
# What an event that ends a stream looks like; a text that quotes it is told apart by its place.
_ENDINGS: Final = (b"[DONE]", b"response.completed", b"response.incomplete", b"response.failed")
_DONE_LINE: Final = re.compile(rb"^data:[ \t]*\[DONE\][ \t]*\r?$", re.MULTILINE)
_LAST_TYPES: Final = frozenset({"response.completed", "response.incomplete", "response.failed"})
_NULL_USAGE: Final = re.compile(rb'"usage"\s*:\s*null')
# An event this long without an end is no event; what is held back goes on as it is.
_EVENT_BYTES_MAX: Final = 1 << 22


class StreamReader:
    """Splits a stream into what goes on to the client at once and what waits for the settlement.

    `hides_usage`: the client did not ask for the event that carries the usage, and does not get it.
    """

    def __init__(self, *, hides_usage: bool, bytes_per_token: int) -> None:
        self._hides_usage = hides_usage
        self._bytes_per_token = bytes_per_token
        self._rest = b""
        self._uncounted: list[bytes] = []
        self._text_bytes = 0
        self.usage: Tokens | None = None
        self.last = b""
        """The end of the stream, held back until the call is settled."""

    def feed(self, chunk: bytes) -> bytes:
        """Take what came; returns what the client gets now."""
        data = self._rest + chunk
        end = _end_of_last_event(data)
        if not end and len(data) <= _EVENT_BYTES_MAX:
            self._rest = data
            return b""
        whole, self._rest = (data[:end], data[end:]) if end else (data, b"")
        if not self.last and not _may_end(whole) and not _may_hold_usage(whole):
            self._uncounted.append(whole)
            return whole
        return self._look_at(whole)

    def finish(self) -> bytes:
        """Return what was left without an end, when no more comes."""
        rest, self._rest = self._rest, b""
        return self._look_at(rest) if rest else b""

    def output_tokens(self) -> int:
        """Return how many tokens came so far, counted from their text."""
        for blob in self._uncounted:
            self._text_bytes += sum(map(output_bytes, parse_events(blob)))
        self._uncounted.clear()
        return -(-self._text_bytes // self._bytes_per_token)

    def _look_at(self, whole: bytes) -> bytes:
        passed: list[bytes] = []
        for event in _events(whole):
            documents = parse_events(event)
            usage = next((u for d in documents if (u := usage_of(d)) is not None), None)
            if usage is not None:
                self.usage = usage
            if usage is not None and self._hides_usage and _is_only_usage(documents):
                continue
            self._uncounted.append(event)
            if self.last or _is_last(event, documents):
                # What comes after the end keeps its place, and is counted like the rest.
                self.last += event
            else:
                passed.append(event)
        return b"".join(passed)


def _events(whole: bytes) -> list[bytes]:
    events, start = [], 0
    for end in _END.finditer(whole):
        events.append(whole[start : end.end()])
        start = end.end()
    if start < len(whole):
        events.append(whole[start:])
    return events


def _end_of_last_event(data: bytes) -> int:
    # An empty line, with or without carriage returns; searched from behind, once each chunk.
    plain, returned = data.rfind(b"\n\n"), data.rfind(b"\n\r\n")
    return max(plain + 2 if plain >= 0 else 0, returned + 3 if returned >= 0 else 0)


def _may_end(whole: bytes) -> bool:
    # Plain searches: they cost a chunk a tenth of what an expression does.
    return any(ending in whole for ending in _ENDINGS)


def _may_hold_usage(whole: bytes) -> bool:
    named = whole.count(b'"usage"')
    return named > 0 and named != len(_NULL_USAGE.findall(whole))


def _is_last(event: bytes, documents: list[Any]) -> bool:
    return _DONE_LINE.search(event) is not None or any(
        isinstance(d, dict) and d.get("type") in _LAST_TYPES for d in documents
    )


def _is_only_usage(documents: list[object]) -> bool:
    return all(isinstance(d, dict) and d.get("choices") == [] for d in documents)
