"""How a connection reads requests: uvicorn's way, with limits on what is no body.

Heads have a size and a number of headers; so has whatever stands between and behind the pieces of a
body (trailers, extensions of chunks). A body comes in pieces of some size. What is no HTTP/1.0 or
1.1 request with one valid Host is refused. An `Upgrade` is ignored, as a server may.
"""

import asyncio
from abc import abstractmethod
from typing import Any, Final

import httptools
from uvicorn.config import Config
from uvicorn.protocols.http.flow_control import HIGH_WATER_LIMIT
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle
from uvicorn.server import ServerState

from orgbilling.edge.wire.heads import head_bytes, head_without_upgrade, is_right_head
from orgbilling.edge.wire.limits import WireLimits
from orgbilling.edge.wire.refusals import HEADERS_TOO_LARGE, MALFORMED
from orgbilling.kernel.errors import DomainError

NOTHING, HEAD, BODY = range(3)
"""What of a request is awaited."""
_REST_BYTES_MAX: Final = 1_048_576
"""How much is read of the rest of a body that was answered already."""
_IGNORED_BYTES_MAX: Final = 4_194_304
"""How much is thrown away of what comes behind a refusal: who is still sending reads it then."""
_PIPELINED_MAX: Final = 8
"""Requests that a client may send before it has the answer to the first one."""
_PIECES_MAX: Final = 1024
_PIECE_BYTES: Final = 64
"""A body may come in so many pieces, and in one more for each of these bytes: each costs the same,
however small it is."""


class _Refused(Exception):
    """Raised in a callback of the parser, to stop it; the reason is the connection's."""


class Reading(HttpToolsProtocol):
    """One connection, as far as it reads."""

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None,
        limits: WireLimits,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self.limits = limits
        self.reading = NOTHING
        self.is_awaited = True
        """Whether the rest of a request is waited for, or its body has to wait."""
        self.is_deaf = False
        """Whether nothing more is read as a request."""
        self.running: RequestResponseCycle | None = None
        """The request that was begun last: the one that is answered, or was."""
        self.began_s = 0.0
        """When what is read began to come, by the loop's clock."""
        self.body_bytes = 0
        self._body_pieces = 0
        self._piece_bytes = limits.header_bytes_max
        self._reason: DomainError = MALFORMED
        self._has_progressed = False
        self._is_in_parts = False
        self._fruitless_bytes = 0
        self._thrown_away_bytes = 0
        self._is_upgrade = False

    @abstractmethod
    def refuse(self, error: DomainError) -> None:
        """Say why nothing more is read, and end."""

    @abstractmethod
    def linger(self) -> None:
        """End once the client has had the time to read what it was sent."""

    @abstractmethod
    def wait(self) -> None:
        """Note that the rest of a request is awaited."""

    @abstractmethod
    def proceed(self) -> None:
        """Note that a request is whole."""

    @property
    def is_answering(self) -> bool:
        """Whether an answer is being made."""
        return self.running is not None and not self.running.response_complete

    def data_received(self, data: bytes) -> None:
        """Read what has come, in pieces that are no larger than a head may be."""
        if self.is_deaf or len(data) <= self._piece_bytes:
            self._take(data)
            return
        view = memoryview(data)
        for start in range(0, len(data), self._piece_bytes):
            self._take(view[start : start + self._piece_bytes])

    def _take(self, data: bytes | memoryview) -> None:
        if self.is_deaf:
            self._throw_away(len(data))
            return
        self._has_progressed = False
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade as upgrade:
            self._go_on_without_upgrade(data[upgrade.args[0] :])
            return
        except httptools.HttpParserError:
            if not self.is_deaf:
                self.refuse(self._reason)
            return
        if self.reading != NOTHING:
            self._look_at_part(len(data))
        elif self.is_awaited and self._has_progressed:
            # Empty lines before a request are none.
            self.is_awaited = False
            self.proceed()

    def _look_at_part(self, fed_bytes: int) -> None:
        """Count what has come of a request that is not whole, and is no body: its head, or what
        stands between and behind the pieces of its body."""
        self.wait()
        if self.is_deaf:
            return
        self._is_in_parts = self.reading == HEAD
        self._fruitless_bytes = 0 if self._has_progressed else self._fruitless_bytes + fed_bytes
        is_too_large = self._is_in_parts and not self._is_small_head()
        if is_too_large or self._fruitless_bytes > self.limits.header_bytes_max:
            self.refuse(HEADERS_TOO_LARGE)
        elif self.reading == BODY and not self.is_answering:
            self._throw_away(fed_bytes)
            if self._thrown_away_bytes > _REST_BYTES_MAX:
                self.is_deaf = True
                self.linger()

    def _is_small_head(self) -> bool:
        """Tell whether a head, as far as it has come, is within the limits."""
        if len(self.headers) > self.limits.headers_max:
            return False
        # What came in one piece is no larger than a piece.
        return not self._is_in_parts or (
            head_bytes(self.url, self.headers) <= self.limits.header_bytes_max
        )

    def _throw_away(self, count: int) -> None:
        self._thrown_away_bytes += count
        if self._thrown_away_bytes > _IGNORED_BYTES_MAX:
            self.flow.pause_reading()

    def _go_on_without_upgrade(self, rest: bytes | memoryview) -> None:
        """Read the request again as if nothing had been said of an upgrade: the parser would take
        its body for a request."""
        head = head_without_upgrade(
            self.parser.get_method(), self.url, self.parser.get_http_version(), self.headers
        )
        self._is_upgrade = False
        self.parser = httptools.HttpRequestParser(self)
        self.parser.set_dangerous_leniencies(lenient_data_after_close=True)
        self._take(head)
        if rest:
            self._take(rest)

    # What the parser calls.

    def on_message_begin(self) -> None:
        """Begin a request."""
        if len(self.pipeline) >= _PIPELINED_MAX:
            # Its client sends the rest again, over another connection.
            self.pipeline[0][0].keep_alive = False
            self.is_deaf = True
            raise _Refused
        super().on_message_begin()
        self.reading = HEAD
        self.began_s = self.loop.time()
        self.body_bytes = 0
        self._body_pieces = 0
        self._has_progressed = True
        self._is_in_parts = False
        self._thrown_away_bytes = 0

    def on_header(self, name: bytes, value: bytes) -> None:
        """Keep a header; one that comes behind the body was never looked at, and is none."""
        if self.reading == HEAD:
            name = name.lower()
            if name == b"expect" and value.lower() == b"100-continue":
                self.expect_100_continue = True
            self.headers.append((name, value))

    def on_headers_complete(self) -> None:
        """Let a request go on to the application, if it is one."""
        parser, headers = self.parser, self.headers
        if (self._is_in_parts or len(headers) > self.limits.headers_max) and (
            not self._is_small_head()
        ):
            self._stop(HEADERS_TOO_LARGE)
        if not is_right_head(parser.get_method(), self.url, parser.get_http_version(), headers):
            self._stop(MALFORMED)
        self._is_upgrade = parser.should_upgrade()
        if self._is_upgrade:
            return
        self.reading = BODY
        self._has_progressed = True
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Keep a piece of a body."""
        self.body_bytes += len(body)
        self._body_pieces += 1
        self._has_progressed = True
        if self._body_pieces > _PIECES_MAX + self.body_bytes // _PIECE_BYTES:
            self._stop(MALFORMED)
        cycle = self.cycle
        if not cycle.response_complete:
            cycle.body += body
            if len(cycle.body) > HIGH_WATER_LIMIT:
                self.flow.pause_reading()
            cycle.message_event.set()

    def on_message_complete(self) -> None:
        """A request is whole."""
        if self._is_upgrade:
            return
        self.reading = NOTHING
        self._has_progressed = True
        cycle = self.cycle
        if not cycle.response_complete:
            cycle.more_body = False
            cycle.message_event.set()

    def _stop(self, reason: DomainError) -> None:
        self._reason = reason
        raise _Refused

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        self.running = cycle
        super()._start_asgi_task(cycle, app)
