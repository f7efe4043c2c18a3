"""HTTP/1.1 on one connection, with a time for everything that the server waits for.

Heads, bodies, answers and the reading of them have their time. Whether it is over is asked by
`Connections`, twice a second and of all, so that no request costs a timer.
"""

import asyncio
from typing import Any, Final

from uvicorn.config import Config
from uvicorn.protocols.http.flow_control import HIGH_WATER_LIMIT, FlowControl
from uvicorn.server import ServerState

from orgbilling.edge.model_api import is_model_api
from orgbilling.edge.wire.connections import SWEEP_EVERY_S, Connections
from orgbilling.edge.wire.metrics import wire_metrics
from orgbilling.edge.wire.reading import BODY, HEAD, NOTHING, Reading
from orgbilling.edge.wire.refusals import FULL, LATE, UNANSWERED, refusal_bytes
from orgbilling.kernel.errors import DomainError

_LINGER_S: Final = 2.0
"""How long a refused client may take to read why; a connection that is closed at once takes what
was sent with it."""
_REST_S: Final = 5.0
"""How long the rest of a body may take that was answered already."""
_READ_AT_ONCE_BYTES: Final = 32_768
"""So much of a body is read without a turn."""
_BODY_STEP_BYTES: Final = 1_048_576
"""A body that is larger has its time again for each of these."""


class Flow(FlowControl):
    """Uvicorn's, which an application that reads cannot resume while a connection is held."""

    def __init__(self, transport: asyncio.Transport) -> None:
        super().__init__(transport)
        self._is_held = False

    def hold(self) -> None:
        """Read nothing more, until it is let go."""
        self._is_held = True
        self.pause_reading()

    def let_go(self) -> None:
        """Read again."""
        if self._is_held:
            self._is_held = False
            self.resume_reading()

    def resume_reading(self) -> None:
        """Read again, unless it is held."""
        if self.read_paused and not self._is_held:
            super().resume_reading()


class LimitedProtocol(Reading):
    """One connection."""

    flow: Flow

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
        *,
        connections: Connections,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop, connections.limits)
        self._connections = connections
        self._is_counted = False
        self._since_s = 0.0
        self._excused_s = 0.0
        self._ending_since_s: float | None = None
        self._unread_since_s: float | None = None
        self._unread_bytes = 0
        self._has_asked_for_turn = False

    # What the transport calls.

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take the connection, or say that there are too many."""
        super().connection_made(transport)
        self.flow = Flow(transport)
        self._since_s = self.loop.time()
        host = self.client[0] if self.client else ""
        self._is_counted = self._connections.admit(self, host, self.loop)
        if not self._is_counted:
            self.give_way()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        self.is_deaf = True
        self._connections.leave(self)
        if self.running is not None and not self.running.response_complete:
            self.running.disconnected = True
            self.running.message_event.set()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        """Note since when, and how much, the client does not read."""
        self._unread_since_s = self.loop.time()
        self._unread_bytes = self.unread_bytes
        super().pause_writing()

    def resume_writing(self) -> None:
        """Note that the client has read."""
        self._unread_since_s = None
        super().resume_writing()

    def on_response_complete(self) -> None:
        """Begin the next request that has come already, or wait for one."""
        self.server_state.total_requests += 1
        if self.transport.is_closing():
            return
        self._since_s = self.loop.time()
        if self._has_asked_for_turn:
            self._end_turn()
        if self.flow.read_paused and not self.is_deaf:
            self.flow.resume_reading()
        if self.pipeline:
            cycle, app = self.pipeline.pop()
            self._start_asgi_task(cycle, app)
        elif self.reading == HEAD:
            self._note_waiting()

    # What reading calls.

    def wait(self) -> None:
        """Note that the rest of a request is awaited; of one behind a request that is being
        answered nothing is, until then."""
        if self.reading == BODY or not self.is_answering:
            self._note_waiting()
        is_large = self.reading == BODY and self.body_bytes > _READ_AT_ONCE_BYTES
        if is_large and self.is_answering and not self._has_asked_for_turn:
            self._has_asked_for_turn = True
            if not self._connections.take_turn(self):
                self.flow.hold()

    def _note_waiting(self) -> None:
        if not self.is_awaited:
            self.is_awaited = True
            self._connections.waits(self)

    def go_on(self) -> None:
        """Read on: it is its turn."""
        self.flow.let_go()

    def _end_turn(self) -> None:
        if self._has_asked_for_turn:
            self._has_asked_for_turn = False
            self.flow.let_go()
            self._connections.end_turn(self)

    def proceed(self) -> None:
        """Note that a request is whole."""
        self._excused_s = 0.0
        self._end_turn()
        self._connections.proceeds(self)
        if not self.is_answering:
            # What came is the rest of what was answered before.
            self._since_s = self.loop.time()

    def refuse(self, error: DomainError) -> None:
        """Say why, and end once the client has had the time to read it."""
        self.is_deaf = True
        wire_metrics.count_ended(error.code)
        if self._take_over():
            self.transport.write(self._refusal(error))
            self.linger()

    def linger(self) -> None:
        """End once the client has had the time to read what it was sent."""
        self._end_turn()
        self._ending_since_s = self.loop.time()
        self._unread_bytes = 0
        self._note_waiting()
        if self.transport.can_write_eof():
            self.transport.write_eof()

    # What `Connections` asks.

    @property
    def is_idle(self) -> bool:
        """Whether it is quiet between two requests."""
        return self.reading == NOTHING and not self.is_answering and not self.is_deaf

    @property
    def is_reading_body(self) -> bool:
        """Whether the rest of a body is awaited."""
        return self.reading == BODY and self.is_answering

    @property
    def unread_bytes(self) -> int:
        """How much of its answers the client has not read yet."""
        return self.transport.get_write_buffer_size()

    def give_way(self) -> None:
        """End, for another one: with a word to whom has a request under way, or was not taken."""
        is_silent = self._is_counted and self.is_idle
        self.is_deaf = True
        wire_metrics.count_ended(FULL.code)
        if self._ending_since_s is not None or self.unread_bytes or not self._take_over():
            self.transport.abort()
            return
        if not is_silent:
            self.transport.write(self._refusal(FULL))
        self.transport.close()

    def break_off(self) -> None:
        """End at once, with whatever is unread."""
        if self.unread_bytes:
            wire_metrics.count_ended("unread")
        self.is_deaf = True
        self.transport.abort()

    def end_if_overdue(self, now_s: float) -> None:
        """End where the client has let the server wait too long."""
        if self._ending_since_s is None and self.transport.is_closing():
            self._ending_since_s = now_s
            self._unread_bytes = self.unread_bytes
        if self._ending_since_s is not None:
            most_s = self._unread_timeout_s() if self._unread_bytes else _LINGER_S
            if now_s - self._ending_since_s > most_s:
                self.break_off()
        elif self._unread_since_s is not None:
            if now_s - self._unread_since_s > self._unread_timeout_s():
                self.break_off()
        elif self.reading == BODY and not self.is_deaf:
            self._end_if_body_is_late(now_s)
        elif self.is_answering:
            self._end_if_answer_is_late(now_s)
        else:
            self._end_if_request_is_late(now_s)

    def _end_if_request_is_late(self, now_s: float) -> None:
        limits = self.limits
        if self.reading == HEAD:
            if now_s - max(self.began_s, self._since_s) > limits.header_timeout_s:
                self.refuse(LATE)
            return
        most_s = limits.header_timeout_s if self.cycle is None else limits.keep_alive_s
        if now_s - self._since_s > most_s:
            self.transport.close()

    def _end_if_body_is_late(self, now_s: float) -> None:
        if not self.is_answering:
            if now_s - self._since_s > _REST_S:
                self.transport.close()
            return
        if self.flow.read_paused:
            # It is the server that waits with reading.
            self._excused_s += SWEEP_EVERY_S
        took_s = now_s - self.began_s
        most_s = self.limits.body_timeout_s * (1 + self.body_bytes // _BODY_STEP_BYTES)
        if took_s - self._excused_s > most_s or took_s > self.limits.request_timeout_s:
            self.refuse(LATE)

    def _end_if_answer_is_late(self, now_s: float) -> None:
        running = self.running
        if running is None or running.response_started:
            # An answer that has begun may go on as long as it is read.
            return
        is_late = now_s - self.began_s > self.limits.request_timeout_s
        # Calls to models have limits of their own.
        if is_late and not is_model_api(running.scope["path"]):
            self.refuse(UNANSWERED)

    def _unread_timeout_s(self) -> float:
        return self.limits.unread_timeout_s * (1 + self._unread_bytes // HIGH_WATER_LIMIT)

    def _take_over(self) -> bool:
        """Take the connection from the answer that is being made, if any; False where that may not
        be: then the connection ends with that answer, or has ended."""
        running = self.running
        self.pipeline.clear()
        if running is None or running.response_complete:
            return True
        running.keep_alive = False
        if self.reading == HEAD or (self.reading == BODY and running is not self.cycle):
            # What is refused is a request behind the one that is answered.
            return False
        if running.response_started:
            self.transport.abort()
            return False
        # As if the client had gone: what the application sends goes nowhere.
        running.disconnected = True
        running.message_event.set()
        return True

    def _refusal(self, error: DomainError) -> bytes:
        is_known = self.is_answering or self.reading == BODY
        path = self.scope["path"] if is_known else ""
        return refusal_bytes(error, path, self.server_state.default_headers)
