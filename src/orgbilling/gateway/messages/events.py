"""Events of a stream that is rewritten on its way."""

from typing import Any

from orgbilling.gateway import sse


class EventDecoder:
    """Reads events from bytes that are split anywhere."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, chunk: bytes) -> list[sse.Event]:
        """Take what came; returns each event that is whole by now."""
        data = self._rest + chunk
        end = sse.end_of_last_event(data, len(self._rest))
        self._rest = data[end:]
        return sse.read_events(data[:end])

    def finish(self) -> list[sse.Event]:
        """Return what was left without an end, when no more comes."""
        rest, self._rest = self._rest, b""
        return sse.read_events(rest)


def documents_of(event: sse.Event) -> list[dict[str, Any]]:
    """Return what an event says; what is no object is left out."""
    return [document for document in event.documents if isinstance(document, dict)]


def event(kind: str, **members: Any) -> bytes:
    """Write an event of a messages stream."""
    return sse.written({"type": kind, **members}, kind.encode("utf-8", "surrogatepass"))
