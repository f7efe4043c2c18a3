"""Somebody else's program, a process of its own: it asks the server every few milliseconds, and
says how long the answers took.

It reads one JSON object a line (`NeighbourOrder`) and answers each with one line (`Waited`). One
request of ten comes on a connection of its own, as those of new callers do.
"""

import json
import socket
import statistics
import sys
import time
from collections import Counter
from dataclasses import asdict, dataclass, field
from itertools import count

ID_MARK = "#" * 32
"""Stands in a request for an id that is new each time it is sent."""
_NEW_CONNECTION_EVERY = 10
_PATIENCE_S = 20


@dataclass(frozen=True)
class NeighbourOrder:
    """What to ask: each of `requests` in turn, one every `every_s`, for `seconds`."""

    port: int
    seconds: float
    requests: list[str]
    every_s: float = 0.02


@dataclass
class Waited:
    """How long the answers took, and what was no success, counted."""

    answers: int
    p50_ms: float
    p99_ms: float
    longest_ms: float
    failures: dict[str, int] = field(default_factory=dict)


class _Caller:
    def __init__(self, port: int) -> None:
        self._port = port
        self._kept: socket.socket | None = None
        self._number = count()

    def ask(self, request: bytes) -> str:
        """Return the status of the answer, or what went wrong."""
        try:
            if next(self._number) % _NEW_CONNECTION_EVERY == 0:
                with self._connect() as connection:
                    return exchange(connection, request)
            if self._kept is None:
                self._kept = self._connect()
            return exchange(self._kept, request)
        except OSError as error:
            self._kept = None
            return type(error).__name__

    def _connect(self) -> socket.socket:
        connection = socket.create_connection(("127.0.0.1", self._port), timeout=_PATIENCE_S)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection


def exchange(connection: socket.socket, request: bytes) -> str:
    """Send a request and read its whole answer; returns the status."""
    connection.sendall(request)
    received = b""
    while True:
        piece = connection.recv(65536)
        if not piece:
            raise ConnectionResetError
        received += piece
        head, _, body = received.partition(b"\r\n\r\n")
        length = head.lower().partition(b"content-length:")[2].partition(b"\r")[0]
        if length and len(body) >= int(length):
            return head[9:12].decode()
        if b"chunked" in head.lower() and body.endswith(b"0\r\n\r\n"):
            return head[9:12].decode()


def ask_for_a_while(order: NeighbourOrder) -> Waited:
    """Ask as ordered; a request is sent when it is its time, or the one before has its answer."""
    caller = _Caller(order.port)
    took_s: list[float] = []
    found: Counter[str] = Counter()
    began_s = time.perf_counter()
    for number in count():
        due_s = began_s + number * order.every_s
        time.sleep(max(0.0, due_s - time.perf_counter()))
        asked_s = time.perf_counter()
        if asked_s - began_s >= order.seconds:
            break
        request = order.requests[number % len(order.requests)]
        random_id = f"{time.time_ns():032x}"
        found[caller.ask(request.replace(ID_MARK, random_id).encode())] += 1
        took_s.append(time.perf_counter() - asked_s)
    failures = {what: times for what, times in found.items() if what != "200"}
    in_order = sorted(took_s)
    return Waited(
        answers=len(took_s),
        p50_ms=1000 * statistics.median(in_order),
        p99_ms=1000 * in_order[min(len(in_order) - 1, len(in_order) * 99 // 100)],
        longest_ms=1000 * in_order[-1],
        failures=failures,
    )


def main() -> None:
    """Carry out one order a line until the input ends."""
    for line in sys.stdin:
        waited = ask_for_a_while(NeighbourOrder(**json.loads(line)))
        print(json.dumps(asdict(waited)), flush=True)


if __name__ == "__main__":
    main()
