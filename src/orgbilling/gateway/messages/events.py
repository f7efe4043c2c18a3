"""Events of a stream that is rewritten on its way."""

from typing import Any, Final

from orgbilling.gateway import sse

_EVENT_BYTES_MAX: Final = 1 << 20
_EVENT_LINES_MAX: Final = 1_000


class EventDecoder:
    """Reads events from bytes that are split anywhere."""

    def __init__(self) -> None:
        self._rest = bytearray()
        self._lines = 0

    def feed(self, chunk: bytes) -> list[sse.Event]:
        """Take what came; returns each event that is whole by now."""
        searched = len(self._rest)
        self._rest += chunk
        self._lines += chunk.count(b"\n") + chunk.count(b"\r")
        end = sse.end_of_last_event(self._rest, searched)
        if not end and (len(self._rest) > _EVENT_BYTES_MAX or self._lines > _EVENT_LINES_MAX):
            # It is no event; what is in it is read as it is.
            end = len(self._rest)
        if end:
            self._lines = 0
        whole = bytes(self._rest[:end])
        del self._rest[:end]
        return sse.read_events(whole)

    def finish(self) -> list[sse.Event]:
        """Return what was left without an end, when no more comes."""
        rest, self._rest = bytes(self._rest), bytearray()
        return sse.read_events(rest)


def documents_of(event: sse.Event) -> list[dict[str, Any]]:
    """Return what an event says; what is no object is left out."""
    return [document for document in event.documents if isinstance(document, dict)]


def event(kind: str, **members: Any) -> bytes:
    """Write an event of a messages stream."""
    return sse.written({"type": kind, **members}, kind.encode("utf-8", "surrogatepass"))
