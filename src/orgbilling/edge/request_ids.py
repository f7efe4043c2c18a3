"""One id a request: in its answer, in every line that is logged meanwhile, and in its error.

It is the caller's own where that can be one. A handler whose request has an id of its own, as a
call to a model has its receipt's, names the request by it (`name_request`).
"""

from contextvars import ContextVar
from secrets import token_hex
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.contextvars import bind_contextvars, reset_contextvars

from orgbilling.edge.headers import is_visible_id

_HEADER: Final = b"x-request-id"
_RANDOM_BYTES: Final = 12


class _Named:
    """The request that is being served: its id, which its answer is sent with."""

    __slots__ = ("_send", "request_id")

    def __init__(self, request_id: str, send: Send) -> None:
        self.request_id = request_id
        self._send = send

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            given = message.get("headers", ())
            if _HEADER not in dict(given):
                message["headers"] = [*given, (_HEADER, self.request_id.encode())]
        await self._send(message)


_served: ContextVar[_Named | None] = ContextVar("orgbilling_request", default=None)


def current_request_id() -> str | None:
    """Return the id of the request that is being served; None outside of one."""
    named = _served.get()
    return None if named is None else named.request_id


def name_request(request_id: str) -> str:
    """Let the request that is being served go by `request_id` from here on, and return it: its
    answer carries it whatever that is, and so does what is logged. Outside of a request nothing
    is named. `request_id` is visible ASCII."""
    named = _served.get()
    if named is not None:
        named.request_id = request_id
        bind_contextvars(request_id=request_id)
    return request_id


class RequestIds:
    """Middleware: gives every request an id, and every answer its `x-request-id`.

    A handler that sets the header itself is left alone.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        named = _Named(_own_id(scope) or f"req_{token_hex(_RANDOM_BYTES)}", send)
        served = _served.set(named)
        logged = bind_contextvars(request_id=named.request_id)
        try:
            await self._app(scope, receive, named)
        finally:
            reset_contextvars(**logged)
            _served.reset(served)


def _own_id(scope: Scope) -> str | None:
    """Return the id that the caller gave the request; None without one that can be one."""
    given = [value for name, value in scope["headers"] if name == _HEADER]
    if len(given) != 1:
        return None
    request_id = given[0].decode("latin-1")
    return request_id if is_visible_id(request_id) else None
