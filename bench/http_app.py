"""One process of the server that is measured: the product's application, configured as `serve`
configures it, and in the same process an empty FastAPI route to compare it with.

`POST /empty` is an application of its own, with nothing around it: the least that FastAPI can do.
`POST /bench/empty` is the same route inside the product, behind its middlewares.
"""

import socket
import sys
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import uvicorn
from fastapi import FastAPI

from orgbilling.commands.child import create_app
from orgbilling.edge.wire.config import WireConfig
from orgbilling.edge.wire.limits import WireLimits
from orgbilling.settings import load_settings

READY = "ready"
_Message = MutableMapping[str, Any]
_Receive = Callable[[], Awaitable[_Message]]
_Send = Callable[[_Message], Awaitable[None]]


async def answer_nothing() -> dict[str, str]:
    """Answer an empty object."""
    return {}


class MeasuredApplication:
    """Both applications; says `ready` once the product has started."""

    def __init__(self) -> None:
        self._product = create_app()
        self._product.add_api_route("/bench/empty", answer_nothing, methods=["POST"])
        # Looked at first, so that what it adds to the bare one is the middlewares alone.
        routes = self._product.router.routes
        routes.insert(0, routes.pop())
        self._bare = FastAPI(openapi_url=None)
        self._bare.add_api_route("/empty", answer_nothing, methods=["POST"])

    async def __call__(self, scope: _Message, receive: _Receive, send: _Send) -> None:
        """Serve one request."""
        if scope["type"] == "lifespan":
            await self._product(scope, receive, _announced(send))
        elif scope["path"] == "/empty":
            await self._bare(scope, receive, send)
        else:
            await self._product(scope, receive, send)


def _announced(send: _Send) -> _Send:
    async def announce(message: _Message) -> None:
        await send(message)
        if message["type"] == "lifespan.startup.complete":
            print(READY, flush=True)

    return announce


def main() -> None:
    """Serve on the listening socket whose descriptor is the first argument, until SIGTERM."""
    listener = socket.socket(fileno=int(sys.argv[1]))
    config = WireConfig(
        MeasuredApplication(),
        WireLimits.of(load_settings()),
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        backlog=4096,
        timeout_graceful_shutdown=2,
    )
    uvicorn.Server(config).run(sockets=[listener])


if __name__ == "__main__":
    main()
