"""A client that writes bytes as they come, for what no HTTP library would send."""

import contextlib
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

GET = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
FOREVER_S = 30


@dataclass
class Wire:
    """One connection."""

    socket: socket.socket
    received: bytes = b""
    """What of an answer has come so far."""

    def send(self, data: bytes) -> bool:
        """Send bytes; False where the server is gone."""
        try:
            self.socket.sendall(data)
        except OSError:
            return False
        return True

    def answer(self, within_s: float = FOREVER_S) -> bytes:
        """Read one answer, its body included; empty where the connection ends without one.

        Raises TimeoutError where it has not come whole; it may be asked for again.
        """
        until_s = time.monotonic() + within_s
        while True:
            head, separator, body = self.received.partition(b"\r\n\r\n")
            length = head.lower().partition(b"content-length: ")[2].partition(b"\r")[0]
            if separator and len(body) >= int(length or b"0"):
                end = len(head) + 4 + int(length or b"0")
                answer, self.received = self.received[:end], self.received[end:]
                return answer
            self.socket.settimeout(max(0.01, until_s - time.monotonic()))
            try:
                piece = self.socket.recv(65536)
            except ConnectionError:
                piece = b""
            if not piece:
                answer, self.received = self.received, b""
                return answer
            self.received += piece

    def ask(self, data: bytes) -> bytes:
        """Send bytes and read the answer."""
        self.send(data)
        return self.answer()

    def ended_after_s(self, drip: bytes = b"", within_s: float = FOREVER_S) -> float:
        """Wait until the server ends the connection, sending `drip` five times a second."""
        began_s = time.monotonic()
        while time.monotonic() - began_s < within_s:
            if drip and not self.send(drip):
                return time.monotonic() - began_s
            self.socket.settimeout(0.2)
            with contextlib.suppress(TimeoutError):
                try:
                    if not self.socket.recv(65536):
                        return time.monotonic() - began_s
                except ConnectionError:
                    return time.monotonic() - began_s
        raise AssertionError(f"the connection is still open after {within_s} s")


@contextmanager
def connected(port: int, source: str = "127.0.0.1", receive_bytes: int = 0) -> Iterator[Wire]:
    """Connect to a server of this machine, with a small window where one is given."""
    with socket.socket() as made:
        if receive_bytes:
            made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_bytes)
        made.bind((source, 0))
        made.settimeout(FOREVER_S)
        made.connect(("127.0.0.1", port))
        yield Wire(made)


def status_of(answer: bytes) -> int:
    """The status of an answer; 0 where there is none."""
    return int(answer[9:12]) if answer.startswith(b"HTTP/1.1 ") else 0


def post(path: bytes, *headers: bytes, body: bytes = b"") -> bytes:
    """A POST as bytes; its length and its key are among the headers, or they are not there."""
    lines = [b"POST " + path + b" HTTP/1.1", b"Host: localhost", *headers]
    return b"\r\n".join(lines) + b"\r\n\r\n" + body
