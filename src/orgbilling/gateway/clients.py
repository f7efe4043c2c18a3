"""The connections of one process to providers."""

import asyncio
import ssl
from collections import OrderedDict
from functools import cache
from typing import Final

import httpx2

from orgbilling.gateway.connections import PooledTransport
from orgbilling.gateway.gathering import Gathering
from orgbilling.gateway.upstreams import Upstream

_CONNECTIONS_MAX: Final = 2_000
_OWN_HOSTS_MAX: Final = 256
# Shorter than what servers commonly keep idle connections for, so that we close them first.
_KEPT_IDLE_S: Final = 3.0
# How long a provider may take to close what it has finished, so that its connection is kept.
_CLOSING_WITHIN_S: Final = 1.0


class ProviderClients:
    """The connections of one process to providers. No redirect is followed: a key goes to its own
    host only.

    Our providers share them. Each host of an organization's own key has its own: connections
    are kept by address, and two names at one address must not share what was proved for the other.
    """

    def __init__(self, connect_timeout_s: float, read_timeout_s: float) -> None:
        self._timeout = httpx2.Timeout(
            connect=connect_timeout_s, read=read_timeout_s, write=60.0, pool=connect_timeout_s
        )
        self._ours = self._make()
        self._own: OrderedDict[str, PooledTransport] = OrderedDict()
        self._closing: set[asyncio.Task[None]] = set()

    def of(self, upstream: Upstream) -> PooledTransport:
        """Return the connections to an upstream."""
        if upstream.destination is None:
            return self._ours
        name = upstream.destination.host_header
        transport = self._own.pop(name, None) or self._make()
        self._own[name] = transport
        if len(self._own) > _OWN_HOSTS_MAX:
            _, oldest = self._own.popitem(last=False)
            self._keep(asyncio.create_task(self._close_later(oldest)))
        return transport

    def timeout(self, upstream: Upstream) -> httpx2.Timeout:
        """Return how long an upstream may take: its own time-outs, else ours."""
        connect_s, silent_s = upstream.connect_timeout_s, upstream.timeout_s
        if connect_s is None and silent_s is None:
            return self._timeout
        return httpx2.Timeout(
            connect=self._timeout.connect if connect_s is None else connect_s,
            read=self._timeout.read if silent_s is None else silent_s,
            write=self._timeout.write,
            pool=self._timeout.pool,
        )

    def let_go(self, gathering: Gathering, response: httpx2.Response) -> None:
        """Let a provider close what it has finished, in the background and for a moment: its
        connection can be used again then, and nobody waits for it."""
        self._keep(asyncio.create_task(_close_after_rest(gathering, response)))

    async def close(self) -> None:
        """Disconnect."""
        for task in self._closing:
            task.cancel()
        for transport in (self._ours, *self._own.values()):
            await transport.aclose()

    def _keep(self, task: "asyncio.Task[None]") -> None:
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)

    async def _close_later(self, transport: PooledTransport) -> None:
        # What it carries now may take as long as an answer may.
        await asyncio.sleep(2 * (self._timeout.read or 0))
        await transport.aclose()

    def _make(self) -> PooledTransport:
        return PooledTransport(
            trusted_certificates(), connections_max=_CONNECTIONS_MAX, idle_s=_KEPT_IDLE_S
        )


async def _close_after_rest(gathering: Gathering, response: httpx2.Response) -> None:
    try:
        await gathering.drop_rest(_CLOSING_WITHIN_S)
    finally:
        gathering.stop()
        await gathering.stopped()
        await response.aclose()


@cache
def trusted_certificates() -> ssl.SSLContext:
    """Return the certificates that are trusted; reading them takes longer than a call."""
    return httpx2.create_ssl_context(trust_env=False)
