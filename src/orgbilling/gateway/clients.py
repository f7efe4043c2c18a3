"""The connections of one process to providers."""

import asyncio
import ssl
from functools import cache
from typing import Final

import httpx2

from orgbilling.gateway.connections import PooledTransport
from orgbilling.gateway.gathering import Gathering
from orgbilling.gateway.own_share import Intake, OwnShares
from orgbilling.gateway.upstreams import Upstream
from orgbilling.outbound.connecting import Anywhere, Connector
from orgbilling.outbound.hosts import HostsFile
from orgbilling.outbound.name_servers import NameServers
from orgbilling.outbound.names import Names
from orgbilling.settings import Settings

_CONNECTIONS_MAX: Final = 2_000
_LOOK_UPS_MAX: Final = 32
_NAMES_KEPT_MAX: Final = 256
# Shorter than what servers commonly keep idle connections for, so that we close them first.
_KEPT_IDLE_S: Final = 3.0
# How long a provider may take to close what it has finished, so that its connection is kept.
_CLOSING_WITHIN_S: Final = 1.0


class ProviderClients:
    """The connections of one process to providers. No redirect is followed: a key goes to its own
    host only.

    Our providers share them. Each organization has its own for its own providers, with a limit of
    their own, and connections are kept by name: two names at one address do not share what was
    proved for the other.
    """

    def __init__(self, settings: Settings) -> None:
        self._timeout = httpx2.Timeout(
            connect=settings.gateway_connect_timeout_s,
            read=settings.gateway_timeout_s,
            write=60.0,
            pool=settings.gateway_connect_timeout_s,
        )
        servers = NameServers(settings.name_servers)
        names = Names(
            servers,
            hosts=HostsFile(),
            within_s=settings.name_lookup_timeout_s,
            at_a_time=_LOOK_UPS_MAX,
            kept_max=_NAMES_KEPT_MAX,
        )
        self._ours = _make(Connector(names, Anywhere()), _CONNECTIONS_MAX)
        own_max = settings.gateway_own_connections
        self.own = OwnShares(settings, servers, lambda connector: _make(connector, own_max))
        self._closing: set[asyncio.Task[None]] = set()

    def of(self, upstream: Upstream) -> PooledTransport:
        """Return the connections to an upstream."""
        if upstream.org_id is None:
            return self._ours
        return self.own.of(upstream.org_id).transport

    def intake(self, upstream: Upstream) -> Intake | None:
        """Return how an answer of an upstream is read; None: as it comes, because it is one of
        ours."""
        return None if upstream.org_id is None else self.own.of(upstream.org_id).intake()

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
        await self._ours.aclose()
        await self.own.close()

    def _keep(self, task: "asyncio.Task[None]") -> None:
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)


def _make(connector: Connector, connections_max: int) -> PooledTransport:
    return PooledTransport(
        trusted_certificates(),
        connections_max=connections_max,
        idle_s=_KEPT_IDLE_S,
        connector=connector,
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
