"""Metrics of a process in Prometheus' text format, at an address of their own: they are the
operator's, and not of whoever reaches the API.

Each process has its figures, and a port: the first free one of as many as there are processes.
"""

import asyncio
import errno
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Final

import structlog
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from uvicorn.server import ServerState

from orgbilling.edge.wire.config import WireConfig
from orgbilling.edge.wire.limits import WireLimits
from orgbilling.settings import PREFIX, Settings

_KEPT_TIMES: Final = 20
"""A text is the answer for so many times what writing it took: however often it is asked for, it
costs the process a twentieth at most."""
_CONNECTIONS_MAX: Final = 32
_logger = structlog.get_logger(__name__)


class Exposition:
    """The application behind the address: `GET /metrics`."""

    def __init__(self, registry: CollectorRegistry = REGISTRY) -> None:
        self._registry = registry
        self._text = b""
        self._kept_until_s = float("-inf")

    def text(self) -> bytes:
        """Return the metrics, as they were a moment ago."""
        began_s = time.monotonic()
        if began_s >= self._kept_until_s:
            self._text = generate_latest(self._registry)
            written_s = time.monotonic()
            self._kept_until_s = written_s + _KEPT_TIMES * (written_s - began_s)
        return self._text

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["path"] != "/metrics":
            response = Response("Metrics are at /metrics.\n", 404, media_type="text/plain")
        elif scope["method"] not in {"GET", "HEAD"}:
            response = Response(status_code=405, headers={"allow": "GET, HEAD"})
        else:
            response = Response(self.text(), media_type=CONTENT_TYPE_LATEST)
        await response(scope, receive, send)


@asynccontextmanager
async def running_exposition(settings: Settings) -> AsyncIterator[int | None]:
    """Serve this process's metrics meanwhile; yields the port.

    None where the settings want none, or none is free: then it is logged, and the server runs on.
    """
    listener = _listen(settings)
    if listener is None:
        yield None
        return
    config = WireConfig(
        Exposition(),
        replace(
            WireLimits.of(settings),
            connections_max=_CONNECTIONS_MAX,
            connections_per_address=_CONNECTIONS_MAX,
        ),
        is_watched=False,
        lifespan="off",
        log_config=None,
        access_log=False,
        proxy_headers=False,
    )
    config.load()
    state = ServerState()
    server = await asyncio.get_running_loop().create_server(
        lambda: config.http_protocol_class(config=config, server_state=state, app_state={}),  # type: ignore[call-arg]
        sock=listener,
    )
    port: int = listener.getsockname()[1]
    try:
        yield port
    finally:
        server.close()
        for connection in list(state.connections):
            connection.shutdown()
        await server.wait_closed()


def _listen(settings: Settings) -> socket.socket | None:
    if settings.metrics_port == 0:
        return None
    family = socket.AF_INET6 if ":" in settings.metrics_host else socket.AF_INET
    ports = range(settings.metrics_port, min(65_535, settings.metrics_port + settings.processes))
    reason = "taken"
    for port in ports:
        listener = socket.socket(family)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((settings.metrics_host, port))
            # Of two that have bound it, one may listen.
            listener.listen(_CONNECTIONS_MAX)
        except OSError as error:
            listener.close()
            reason = errno.errorcode.get(error.errno or 0, str(error))
            continue
        return listener
    _logger.warning(
        "metrics_not_served",
        host=settings.metrics_host,
        port=settings.metrics_port,
        reason=reason,
        setting=f"{PREFIX}METRICS_PORT",
    )
    return None
