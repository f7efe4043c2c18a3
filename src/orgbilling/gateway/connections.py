"""Many connections to providers, in pools that stay small.

A pool of httpcore looks at each of its connections, idle ones with a system call, whenever a
request begins or ends. With two hundred streams that was a fifth of the server's work.
"""

import asyncio
import ssl
from collections.abc import AsyncIterator
from time import monotonic
from typing import Final

import httpx2

from orgbilling.outbound.connecting import Connector, Transport

_POOL_MAX: Final = 16


class PooledTransport(httpx2.AsyncBaseTransport):
    """Sends each request through the first of its pools that has room, so that few calls use few
    connections, and use them again.

    At most `connections_max` connections; past that a request waits in its pool, as long as its
    timeout says. A pool that nobody has used for `idle_s` seconds is closed with the next request.
    """

    def __init__(
        self,
        context: ssl.SSLContext,
        *,
        connections_max: int,
        idle_s: float,
        connector: Connector | None = None,
    ) -> None:
        """`connector` makes the connections; without one, httpx2 does."""
        self._context = context
        self._connector = connector
        self._pools_max = -(-connections_max // _POOL_MAX)
        self._idle_s = idle_s
        self._pools: list[_Pool] = []
        self._closing: set[asyncio.Task[None]] = set()

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send a request; its connection is the caller's until the response is closed.

        Raises:
            httpx2.HTTPError: as httpx2's own transport does.
        """
        pool = self._pool_with_room()
        pool.running += 1
        try:
            response = await pool.transport.handle_async_request(request)
        except AttributeError as error:
            # What anyio makes of a socket that its peer has closed before it was looked at.
            pool.note_end()
            raise httpx2.ConnectError("The connection was lost at once.") from error
        except BaseException:
            pool.note_end()
            raise
        assert isinstance(response.stream, httpx2.AsyncByteStream)
        response.stream = _CountedStream(response.stream, pool)
        return response

    async def send(self, request: httpx2.Request) -> httpx2.Response:
        """Send a request as it is, without what httpx2's clients do around it: nothing is
        redirected, and no cookie of one answer is sent with another request. Raises as
        `handle_async_request`."""
        response = await self.handle_async_request(request)
        response.request = request
        return response

    @property
    def running(self) -> int:
        """How many requests it carries now."""
        return sum(pool.running for pool in self._pools)

    async def aclose(self) -> None:
        """Disconnect."""
        await asyncio.gather(*self._closing, return_exceptions=True)
        for pool in self._pools:
            await pool.transport.aclose()

    def _pool_with_room(self) -> "_Pool":
        self._close_unused()
        for pool in self._pools:
            if pool.running < _POOL_MAX:
                return pool
        if len(self._pools) >= self._pools_max:
            return min(self._pools, key=lambda pool: pool.running)
        self._pools.append(_Pool(self._make_transport()))
        return self._pools[-1]

    def _make_transport(self) -> httpx2.AsyncHTTPTransport:
        limits = httpx2.Limits(
            max_connections=_POOL_MAX,
            max_keepalive_connections=_POOL_MAX,
            keepalive_expiry=self._idle_s,
        )
        if self._connector is None:
            return httpx2.AsyncHTTPTransport(verify=self._context, trust_env=False, limits=limits)
        return Transport(self._context, self._connector, limits)

    def _close_unused(self) -> None:
        while len(self._pools) > 1 and self._pools[-1].is_unused_for(self._idle_s):
            closing = asyncio.create_task(self._pools.pop().transport.aclose())
            self._closing.add(closing)
            closing.add_done_callback(self._closing.discard)


class _Pool:
    """One of httpx2's transports, and how many requests it carries."""

    def __init__(self, transport: httpx2.AsyncHTTPTransport) -> None:
        self.transport = transport
        self.running = 0
        self._used_at_s = monotonic()

    def note_end(self) -> None:
        self.running -= 1
        self._used_at_s = monotonic()

    def is_unused_for(self, idle_s: float) -> bool:
        return not self.running and monotonic() - self._used_at_s > idle_s


class _CountedStream(httpx2.AsyncByteStream):
    """A response's stream that tells its pool when it is closed."""

    def __init__(self, stream: httpx2.AsyncByteStream, pool: _Pool) -> None:
        self._stream = stream
        self._pool: _Pool | None = pool

    def __aiter__(self) -> AsyncIterator[bytes]:
        # The stream's own iterator: nothing of ours runs at each piece.
        return self._stream.__aiter__()

    async def aclose(self) -> None:
        try:
            await self._stream.aclose()
        finally:
            pool, self._pool = self._pool, None
            if pool is not None:
                pool.note_end()
