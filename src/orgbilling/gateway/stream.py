"""A stream of server-sent events on its way to the client, looked at only where it must be."""

import re
from typing import Final

from orgbilling.gateway.answers import output_bytes, parse_events, usage_of
from orgbilling.gateway.prices import Tokens

_END: Final = re.compile(rb"\r?\n\r?\n")
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
        end = 0
        for end_of_event in _END.finditer(data, max(len(self._rest) - 3, 0)):
            end = end_of_event.end()
        if not end and len(data) <= _EVENT_BYTES_MAX:
            self._rest = data
            return b""
        whole, self._rest = (data[:end], data[end:]) if end else (data, b"")
        if self.last:
            # Something after the end: it keeps its place.
            self.last += whole
            return b""
        if b"[DONE]" not in whole and not _may_hold_usage(whole):
            self._uncounted.append(whole)
            return whole
        return self._look_at(whole)

    def finish(self) -> bytes:
        """Return what was left without an end, when no more comes."""
        rest, self._rest = self._rest, b""
        if rest and not self.last:
            self._uncounted.append(rest)
            return self._look_at(rest)
        self.last += rest
        return b""

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
            if self.last or b"data: [DONE]" in event or b"data:[DONE]" in event:
                self.last += event
            elif usage is not None and self._hides_usage and _is_only_usage(documents):
                continue
            else:
                self._uncounted.append(event)
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


def _may_hold_usage(whole: bytes) -> bool:
    named = whole.count(b'"usage"')
    return named > 0 and named != len(_NULL_USAGE.findall(whole))


def _is_only_usage(documents: list[object]) -> bool:
    return all(isinstance(d, dict) and d.get("choices") == [] for d in documents)
