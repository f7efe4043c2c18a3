"""The connections of a process: whose they are, which of them gives way, and which is overdue.

Nobody is turned away while somebody only waits: of the address that has most connections, one that
has not sent a whole request gives way, the one that waits longest first; then one that is quiet
between two requests. Those whose request is being answered stay; so do those whose body is being
read, but for a new one of an address that has few: ending one costs more than reading it, and who
has many would only send it again. Bodies that come in pieces are
held in memory, so that they are read in turns: so many at a time, a quarter of them of an address.
"""

import asyncio
import heapq
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final, Protocol

from orgbilling.edge.wire.limits import WireLimits

SWEEP_EVERY_S: Final = 0.5
_UNREAD_BYTES_MAX: Final = 67_108_864
"""Bytes of answers that clients leave unread, of all connections together."""
_CONNECTIONS_LOOKED_AT: Final = 256
_ADDRESSES_LOOKED_AT: Final = 16
"""Of how many one is looked for that may end, so that looking costs little."""
_CUSTOMER_BITS: Final = 64
"""Of an IPv6 address: what a provider gives to one customer at least."""


class Connection(Protocol):
    """What is asked of one connection."""

    @property
    def is_idle(self) -> bool:
        """Whether it is quiet between two requests."""

    @property
    def unread_bytes(self) -> int:
        """How much of its answers the client has not read yet."""

    @property
    def is_reading_body(self) -> bool:
        """Whether the rest of a body is awaited."""

    def give_way(self) -> None:
        """End, for another one."""

    def go_on(self) -> None:
        """Read on: it is its turn."""

    def end_if_overdue(self, now_s: float) -> None:
        """End where the client has let the server wait too long."""

    def break_off(self) -> None:
        """End at once, with whatever is unread."""


class _Address:
    """The connections of one client address, each kind in the order in which it came."""

    __slots__ = ("key", "open", "readers", "waiting")

    def __init__(self, key: str) -> None:
        self.key = key
        self.open: dict[Connection, None] = {}
        self.waiting: dict[Connection, None] = {}
        self.readers: set[Connection] = set()

    def dispensable(self, *, are_bodies_spared: bool) -> Connection | None:
        """Return a connection that nobody misses, if there is one."""
        for connection, _ in zip(self.waiting, range(_CONNECTIONS_LOOKED_AT), strict=False):
            if not (are_bodies_spared and connection.is_reading_body):
                return connection
        for connection, _ in zip(self.open, range(_CONNECTIONS_LOOKED_AT), strict=False):
            if connection.is_idle:
                return connection
        return None


class Connections:
    """Those of this process."""

    def __init__(self, limits: WireLimits) -> None:
        self.limits = limits
        self._proxies = tuple(ip_network(text) for text in limits.trusted_proxies)
        self._addresses: dict[str, _Address] = {}
        self._of: dict[Connection, _Address] = {}
        self._readers = 0
        self._queue: dict[Connection, _Address] = {}
        self._loop: asyncio.AbstractEventLoop | None = None

    def __len__(self) -> int:
        return len(self._of)

    def admit(self, connection: Connection, host: str, loop: asyncio.AbstractEventLoop) -> bool:
        """Count a connection that was made from `host`; False where there is no room for it."""
        if self._loop is not loop:
            self._loop = loop
            loop.call_later(SWEEP_EVERY_S, self._sweep_again_and_again, loop)
        key = counted_as(host)
        address = self._addresses.get(key) or _Address(key)
        if not self._has_room(address):
            return False
        # Making room may have ended the last one that it had.
        self._addresses[key] = address
        address.open[connection] = None
        address.waiting[connection] = None
        self._of[connection] = address
        return True

    def leave(self, connection: Connection) -> None:
        """Forget a connection that has ended."""
        self.end_turn(connection)
        address = self._of.pop(connection, None)
        if address is None:
            return
        address.open.pop(connection, None)
        address.waiting.pop(connection, None)
        if not address.open:
            self._addresses.pop(address.key, None)

    def waits(self, connection: Connection) -> None:
        """Note that the server waits for the rest of a request."""
        address = self._of.get(connection)
        if address is not None:
            address.waiting[connection] = None

    def proceeds(self, connection: Connection) -> None:
        """Note that a whole request has come."""
        address = self._of.get(connection)
        if address is not None:
            address.waiting.pop(connection, None)

    def take_turn(self, connection: Connection) -> bool:
        """Tell whether a connection may read on in its body; otherwise it is told when it may."""
        address = self._of.get(connection)
        if address is None or connection in address.readers:
            return True
        if connection in self._queue or not self._has_turn_for(address):
            self._queue[connection] = address
            return False
        address.readers.add(connection)
        self._readers += 1
        return True

    def end_turn(self, connection: Connection) -> None:
        """Note that a body has come, or will not; the next one may go on."""
        self._queue.pop(connection, None)
        address = self._of.get(connection)
        if address is None or connection not in address.readers:
            return
        address.readers.discard(connection)
        self._readers -= 1
        for waiting, whose in self._queue.items():
            if self._has_turn_for(whose):
                del self._queue[waiting]
                whose.readers.add(waiting)
                self._readers += 1
                waiting.go_on()
                return

    def _has_turn_for(self, address: _Address) -> bool:
        most = self.limits.bodies_at_once
        each = most if _is_in(address.key, self._proxies) else max(1, most // 4)
        return self._readers < most and len(address.readers) < each

    def _has_room(self, address: _Address) -> bool:
        most = self.limits.connections_per_address
        # A proxy brings everybody's connections.
        is_full = len(address.open) >= most and not _is_in(address.key, self._proxies)
        if is_full and not self._make_room(address, are_bodies_spared=True):
            return False
        if len(self._of) < self.limits.connections_max:
            return True
        largest = heapq.nlargest(
            _ADDRESSES_LOOKED_AT, self._addresses.values(), key=lambda one: len(one.open)
        )
        return any(
            self._make_room(one, are_bodies_spared=len(one.open) < 2 * len(address.open))
            for one in largest
        )

    def _make_room(self, address: _Address, *, are_bodies_spared: bool) -> bool:
        """End a connection of an address; False where each is in use."""
        found = address.dispensable(are_bodies_spared=are_bodies_spared)
        if found is None:
            return False
        self.leave(found)
        found.give_way()
        return True

    def sweep(self, now_s: float) -> None:
        """End what is overdue, by the loop's clock, and what is unread if it is much."""
        unread_bytes = 0
        for connection in list(self._of):
            connection.end_if_overdue(now_s)
            unread_bytes += connection.unread_bytes
        if unread_bytes > _UNREAD_BYTES_MAX:
            self._break_off_most_unread(unread_bytes)

    def _sweep_again_and_again(self, loop: asyncio.AbstractEventLoop) -> None:
        # First, because there is a next time whatever becomes of this one.
        loop.call_later(SWEEP_EVERY_S, self._sweep_again_and_again, loop)
        self.sweep(loop.time())

    def _break_off_most_unread(self, unread_bytes: int) -> None:
        for connection in sorted(self._of, key=lambda one: one.unread_bytes, reverse=True):
            if unread_bytes <= _UNREAD_BYTES_MAX // 2:
                return
            unread_bytes -= connection.unread_bytes
            connection.break_off()


def _is_in(host: str, networks: tuple[IPv4Network | IPv6Network, ...]) -> bool:
    if not networks:
        return False
    try:
        address = ip_address(host.partition("/")[0])
    except ValueError:
        return False
    return any(address in network for network in networks)


@lru_cache(maxsize=4096)
def counted_as(host: str) -> str:
    """Return whose connections those from `host` are: its IPv4 address, its network of IPv6; empty
    for a Unix socket."""
    try:
        address = ip_address(host)
    except ValueError:
        return host[:_CUSTOMER_BITS]
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return str(address.ipv4_mapped)
        return str(IPv6Network((int(address), _CUSTOMER_BITS), strict=False))
    return str(address)
