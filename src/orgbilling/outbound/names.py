"""Names and their addresses, as one party of this process sees them: the platform, or an
organization."""

import asyncio
import time
from collections import OrderedDict
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Final

from orgbilling.outbound.hosts import HostsFile
from orgbilling.outbound.name_servers import NameNotFound, NameServers, NameUnknown
from orgbilling.outbound.networks import Address

_KEPT_MIN_S: Final = 5.0
_KEPT_MAX_S: Final = 300.0
# How long it is remembered that a name has no address, or that nobody said so in time.
_FAILURE_KEPT_S: Final = 5.0
# Those that wait for their turn, for each that is asked.
_WAITING_FOR_EACH: Final = 8
_LOOPBACK: Final = (IPv6Address("::1"), IPv4Address("127.0.0.1"))

_Found = tuple[Address, ...] | type[NameNotFound] | type[NameUnknown]


class Names:
    """Look-ups with a time limit, few at a time, and kept as long as their name server says. The
    machine's own list comes first (`/etc/hosts`); `localhost` is this machine.

    `also` is what several parties share: how many look-ups run at a time for all of them.
    """

    def __init__(
        self,
        servers: NameServers,
        *,
        hosts: HostsFile,
        within_s: float,
        at_a_time: int,
        kept_max: int,
        also: asyncio.Semaphore | None = None,
    ) -> None:
        self._servers = servers
        self._hosts = hosts
        self._within_s = within_s
        self._turns = asyncio.Semaphore(at_a_time)
        self._also = also
        self._running_max = at_a_time * (1 + _WAITING_FOR_EACH)
        self._kept_max = kept_max
        self._kept: OrderedDict[tuple[str, bool], tuple[_Found, float]] = OrderedDict()
        self._running: dict[tuple[str, bool], asyncio.Task[_Found]] = {}

    async def addresses_of(self, host: str, *, searches: bool) -> tuple[Address, ...]:
        """Return the addresses of a host: itself, where it is one. `searches` tells whether the
        machine's search domains are tried.

        Raises:
            NameNotFound: it has none.
            NameUnknown: no name server said so in time, or too many look-ups wait.
        """
        try:
            return (ip_address(host.strip("[]")),)
        except ValueError:
            pass
        name = host.lower()
        plain = name.rstrip(".")
        listed = self._hosts.addresses_of(plain)
        if listed:
            return listed
        if plain == "localhost" or plain.endswith(".localhost"):
            return _LOOPBACK
        found = self._known((name, searches))
        if found is None:
            found = await self._wait_for((name, searches))
        if not isinstance(found, tuple):
            raise found(name)
        return found

    def _known(self, key: tuple[str, bool]) -> _Found | None:
        kept = self._kept.get(key)
        return None if kept is None or kept[1] < time.monotonic() else kept[0]

    async def _wait_for(self, key: tuple[str, bool]) -> _Found:
        task = self._running.get(key)
        if task is None:
            if len(self._running) >= self._running_max:
                raise NameUnknown(key[0])
            task = asyncio.create_task(self._look_up(key))
            self._running[key] = task
            task.add_done_callback(lambda _: self._running.pop(key, None))
        try:
            # Others may wait for it as well, and the next one finds what came of it.
            async with asyncio.timeout(self._within_s):
                return await asyncio.shield(task)
        except TimeoutError:
            raise NameUnknown(key[0]) from None

    async def _look_up(self, key: tuple[str, bool]) -> _Found:
        name, searches = key
        found: _Found
        async with self._turns:
            if self._also is None:
                found, kept_s = await self._ask(name, searches)
            else:
                async with self._also:
                    found, kept_s = await self._ask(name, searches)
        self._kept.pop(key, None)
        self._kept[key] = found, time.monotonic() + kept_s
        if len(self._kept) > self._kept_max:
            self._kept.popitem(last=False)
        return found

    async def _ask(self, name: str, searches: bool) -> tuple[_Found, float]:
        try:
            addresses, kept_s = await self._servers.ask(name, self._within_s, searches=searches)
        except (NameNotFound, NameUnknown) as error:
            return type(error), _FAILURE_KEPT_S
        return tuple(addresses), min(max(kept_s, _KEPT_MIN_S), _KEPT_MAX_S)
