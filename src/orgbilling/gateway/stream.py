"""A stream of server-sent events on its way to the client, looked at only where it must be."""

import re
from typing import Any, Final

from orgbilling.gateway.answers import output_bytes, parse_events
from orgbilling.gateway.dialects.dialect import Dialect
from orgbilling.gateway.dialects.reader import usage_of
from orgbilling.gateway.dialects.usage import Usage

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
    `dialect` is the provider's.
    """

    def __init__(self, *, hides_usage: bool, bytes_per_token: int, dialect: Dialect) -> None:
        self._hides_usage = hides_usage
        self._bytes_per_token = bytes_per_token
        self._dialect = dialect
        self._rest = b""
        self._before_usage = _Texts()
        self._texts = _Texts()
        self._told: Usage | None = None
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
            self._texts.events.append(whole)
            return whole
        return self._look_at(whole)

    def finish(self) -> bytes:
        """Return what was left without an end, when no more comes."""
        rest, self._rest = self._rest, b""
        return self._look_at(rest) if rest else b""

    @property
    def usage(self) -> Usage | None:
        """What the provider has told so far, and what came after that as far as it can be counted
        from here: who tells it at the beginning alone has not told the rest."""
        if self._told is None or self._told.tokens is None:
            return self._told
        return self._told.with_counted(self._tokens(self._texts.count()))

    def output_tokens(self) -> int:
        """Return how many tokens came so far, counted from their text."""
        return self._tokens(self._before_usage.count() + self._texts.count())

    def _tokens(self, text_bytes: int) -> int:
        return -(-text_bytes // self._bytes_per_token)

    def _look_at(self, whole: bytes) -> bytes:
        passed: list[bytes] = []
        for event in _events(whole):
            documents = parse_events(event)
            is_told = self._note_usage(documents)
            if is_told and self._hides_usage and _is_only_usage(documents):
                continue
            (self._before_usage if is_told else self._texts).events.append(event)
            if self.last or _is_last(event, documents):
                # What comes after the end keeps its place, and is counted like the rest.
                self.last += event
            else:
                passed.append(event)
        return b"".join(passed)

    def _note_usage(self, documents: list[Any]) -> bool:
        found = [u for d in documents if (u := usage_of(d, self._dialect)) is not None]
        for usage in found:
            self._told = usage if self._told is None else self._told.merged(usage)
        if found:
            # It counts the event that tells it, and all before.
            self._before_usage.take(self._texts)
        return bool(found)


class _Texts:
    """Events whose text is counted when somebody asks: mostly the provider counts it."""

    def __init__(self) -> None:
        self.events: list[bytes] = []
        self.counted_bytes = 0

    def take(self, other: "_Texts") -> None:
        """Take over what another has."""
        self.events += other.events
        self.counted_bytes += other.counted_bytes
        other.events, other.counted_bytes = [], 0

    def count(self) -> int:
        """Return the bytes of all text."""
        for blob in self.events:
            self.counted_bytes += sum(map(output_bytes, parse_events(blob)))
        self.events.clear()
        return self.counted_bytes


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
    # `usage`, `usageMetadata`: all families begin so.
    named = whole.count(b'"usage')
    return named > 0 and named != len(_NULL_USAGE.findall(whole))


def _is_last(event: bytes, documents: list[Any]) -> bool:
    return _DONE_LINE.search(event) is not None or any(
        isinstance(d, dict) and d.get("type") in _LAST_TYPES for d in documents
    )


def _is_only_usage(documents: list[object]) -> bool:
    return all(isinstance(d, dict) and d.get("choices") == [] for d in documents)
