"""New connections: the name is looked up by ourselves, and the address that was looked at is the
one that is connected to. Connections that are kept need neither."""

import asyncio
import ssl
from collections.abc import Iterable
from itertools import zip_longest
from typing import Any, Final, Protocol

import httpcore2
import httpx2

from orgbilling.outbound.name_servers import NameNotFound, NameUnknown
from orgbilling.outbound.names import Names
from orgbilling.outbound.networks import Address

# Whoever has more is not connected to at all of them.
_ADDRESSES_MAX: Final = 6
# The next address is tried beside the one that has not answered by then (RFC 8305).
_NEXT_AFTER_S: Final = 0.25


class Refused(Exception):
    """Nothing is sent to this host; the message says why, for people."""


class Policy(Protocol):
    """Where a party may connect to."""

    def searches(self, host: str, port: int) -> bool:
        """Tell whether a host may be one of the machine's search domains."""

    def check(self, host: str, port: int, addresses: Iterable[Address]) -> None:
        """Look at a host and all of its addresses.

        Raises:
            Refused: nothing is sent there.
        """


class Anywhere:
    """The policy for whom the operator has named."""

    def searches(self, host: str, port: int) -> bool:
        """Tell that it may."""
        del host, port
        return True

    def check(self, host: str, port: int, addresses: Iterable[Address]) -> None:
        """Refuse nothing."""


class Connector(httpcore2.AsyncNetworkBackend):
    """Makes the connections of one party."""

    def __init__(self, names: Names, policy: Policy) -> None:
        self._names = names
        self._policy = policy
        self._backend = httpcore2.AnyIOBackend()

    async def addresses_of(self, host: str, port: int) -> tuple[Address, ...]:
        """Return the addresses that would be connected to.

        Raises:
            NameNotFound: it has none.
            NameUnknown: no name server has said so in time.
            Refused: nothing is sent there.
        """
        searches = self._policy.searches(host, port)
        addresses = await self._names.addresses_of(host, searches=searches)
        self._policy.check(host, port, addresses)
        return addresses

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        """Connect to a host; the look-up is part of the time.

        Raises:
            httpcore2.ConnectTimeout: it took too long.
            httpcore2.ConnectError: it has no address, none that may be connected to, or none that
                answers.
        """
        try:
            async with asyncio.timeout(timeout):
                addresses = await self.addresses_of(host, port)
                return await self._first_of(
                    in_turn(addresses)[:_ADDRESSES_MAX], port, local_address, socket_options
                )
        except TimeoutError as error:
            raise httpcore2.ConnectTimeout(f"{host} does not answer.") from error
        except (NameNotFound, NameUnknown) as error:
            raise httpcore2.ConnectError(f"{host} has no address.") from error
        except Refused as error:
            raise httpcore2.ConnectError(str(error)) from error

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)

    async def _first_of(
        self, addresses: list[Address], port: int, local: str | None, options: Any
    ) -> httpcore2.AsyncNetworkStream:
        """Connect to whichever address answers first; each has a moment before the next one."""
        left = [str(address) for address in addresses]
        running: set[asyncio.Task[httpcore2.AsyncNetworkStream]] = set()
        failure: BaseException | None = None
        try:
            while left or running:
                if left:
                    address = left.pop(0)
                    connecting = self._backend.connect_tcp(
                        address, port, local_address=local, socket_options=options
                    )
                    if not left and not running:
                        return await connecting
                    running.add(asyncio.create_task(connecting))
                done, running = await asyncio.wait(
                    running,
                    timeout=_NEXT_AFTER_S if left else None,
                    return_when=asyncio.FIRST_COMPLETED,
                )
                for task in done:
                    if task.exception() is None:
                        running |= done - {task}
                        return task.result()
                    failure = task.exception()
        finally:
            await _give_up(running)
        assert failure is not None, "somebody has failed, or it is connected"
        raise failure


async def _give_up(running: set[asyncio.Task[httpcore2.AsyncNetworkStream]]) -> None:
    for task in running:
        task.cancel()
    for made in await asyncio.gather(*running, return_exceptions=True):
        if not isinstance(made, BaseException):
            await made.aclose()


def in_turn(addresses: Iterable[Address]) -> list[Address]:
    """Return addresses with the two families in turn, IPv6 first (RFC 8305)."""
    six = [address for address in addresses if address.version == 6]
    four = [address for address in addresses if address.version == 4]
    pairs = zip_longest(six, four)
    return [address for pair in pairs for address in pair if address is not None]


class Transport(httpx2.AsyncHTTPTransport):
    """httpx2's own transport, with connections that a `Connector` makes. No proxy is used."""

    def __init__(
        self, context: ssl.SSLContext, connector: Connector, limits: httpx2.Limits | None = None
    ) -> None:
        limits = limits or httpx2.Limits()
        super().__init__(verify=context, trust_env=False, limits=limits)
        # It has no argument for who connects; its pool has.
        self._pool = httpcore2.AsyncConnectionPool(
            ssl_context=context,
            max_connections=limits.max_connections,
            max_keepalive_connections=limits.max_keepalive_connections,
            keepalive_expiry=limits.keepalive_expiry,
            network_backend=connector,
        )
