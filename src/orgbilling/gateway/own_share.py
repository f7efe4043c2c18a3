"""What an organization has of this process for its own providers: connections, look-ups, memory,
and time of the processor. What it has too much of is its own, and nobody else waits for it."""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from typing import Final, TypeVar
from uuid import UUID

import httpx2

from orgbilling.gateway.addresses import OwnProviders
from orgbilling.gateway.connections import PooledTransport
from orgbilling.outbound.bodies import BodyRefused, pieces
from orgbilling.outbound.connecting import Connector
from orgbilling.outbound.hosts import HostsFile
from orgbilling.outbound.name_servers import NameServers
from orgbilling.outbound.names import Names
from orgbilling.outbound.shares import Pace, Room, Turn
from orgbilling.settings import Settings

_T = TypeVar("_T")

_SHARES_MAX: Final = 256
_NAMES_KEPT_MAX: Final = 64
# All organizations together.
_LOOK_UPS_MAX: Final = 64
_LARGE_MAX: Final = 4
# What is kept of an answer beyond this is kept for few at a time.
_LARGE_BYTES: Final = 1 << 17
_LARGE_WITHIN_S: Final = 60.0
# Pieces are looked at one after another, so that others have their turn between them.
_PIECE_BYTES: Final = 1 << 10
# What it costs to take a byte from one connection and give it to another, about.
_BYTE_S: Final = 5e-9
_TRY_OUTS_MAX: Final = 4


class OwnShare:
    """The part of one organization."""

    def __init__(
        self, connector: Connector, transport: PooledTransport, large: asyncio.Semaphore,
        settings: Settings,
    ) -> None:  # fmt: skip
        self.connector = connector
        self.transport = transport
        self.try_outs = asyncio.Semaphore(_TRY_OUTS_MAX)
        self.pace = Pace()
        self.room = Room(settings.gateway_own_answer_max_bytes)
        self._large, self._large_of_all = asyncio.Semaphore(1), large
        self._settings = settings

    def intake(self) -> "Intake":
        """Begin to take in an answer."""
        return Intake(self, self._settings)

    async def take_large(self, turn: Turn) -> None:
        """Wait until a large answer may come."""
        try:
            await turn.take(self._large)
            await self.room.wait()
            await turn.take(self._large_of_all)
        except BaseException:
            turn.give_back()
            raise


class Intake:
    """How one answer of an organization's own provider is read: so many bytes, so long, and what it
    costs to read it is of the organization's time.

    Of one answer at a time much may come: it holds the organization's place for such, and one of
    few of the process, and has no time to lose. What has come is kept until it has gone out; the
    next one waits while more is kept than the largest answer has.
    """

    def __init__(self, share: OwnShare, settings: Settings) -> None:
        self._now_s = asyncio.get_running_loop().time
        self._until_s = self._now_s() + settings.gateway_own_answer_timeout_s
        self._large_until_s: float | None = None
        self.whole_bytes_max = settings.gateway_own_answer_max_bytes
        self._stream_bytes_max = settings.gateway_own_stream_max_bytes
        self._share = share
        self._coming = Turn()
        self._kept_bytes = 0

    def until_s(self) -> float:
        """Return until when it may take now, by the loop's clock."""
        return self._until_s if self._large_until_s is None else self._large_until_s

    def header_until_s(self, within_s: float) -> float:
        """Return until when an answer must have begun that may take so long."""
        return min(self._until_s, self._now_s() + within_s)

    async def stream(
        self, response: httpx2.Response, kept_bytes: Callable[[], int]
    ) -> AsyncIterator[bytes]:
        """Yield the pieces of a stream. `kept_bytes` tells how much of it is kept.

        Raises:
            httpx2.HTTPError: it broke, is too long, or takes too long.
        """
        try:
            async for piece in self._pieces(response, self._stream_bytes_max):
                await self.note_coming(kept_bytes())
                yield piece
        finally:
            self._note_end()

    async def whole(self, response: httpx2.Response) -> bytes:
        """Read an answer to its end; raises as `stream`."""
        came = bytearray()
        try:
            async for piece in self._pieces(response, self.whole_bytes_max):
                came += piece
                await self.note_coming(len(came))
            self.keep(len(came))
            return bytes(came)
        finally:
            # An error remembers where it was raised, and what was kept there.
            came.clear()
            self._note_end()

    async def _pieces(self, response: httpx2.Response, bytes_max: int) -> AsyncIterator[bytes]:
        pace = self._share.pace
        async for piece in pieces(response, bytes_max, self.until_s, pace.note):
            pace.note(len(piece) * _BYTE_S)
            await pace.rest()
            yield piece

    async def note_coming(self, size_bytes: int) -> None:
        """Note how much of what comes is kept now, and wait until so much may be.

        Raises:
            BodyRefused: others took too long.
        """
        if size_bytes <= _LARGE_BYTES:
            if self._coming.is_taken:
                self._note_end()
        elif not self._coming.is_taken:
            try:
                async with asyncio.timeout(_LARGE_WITHIN_S):
                    await self._share.take_large(self._coming)
            except TimeoutError as error:
                raise BodyRefused("Too many large answers come at once.") from error
            self._large_until_s = min(self._until_s, self._now_s() + _LARGE_WITHIN_S)

    def _note_end(self) -> None:
        self._coming.give_back()
        self._large_until_s = None

    def keep(self, size_bytes: int) -> None:
        """Keep so much of it, until nobody holds this any more."""
        if size_bytes > _LARGE_BYTES:
            self._kept_bytes += size_bytes
            self._share.room.take(size_bytes)

    def __del__(self) -> None:
        if self._kept_bytes:
            self._share.room.give_back(self._kept_bytes)

    async def feed(self, feed: Callable[[bytes], bytes], came: bytes) -> bytes:
        """Give what came to a reader, which returns what goes on of it."""
        if len(came) <= _PIECE_BYTES:
            return await self._share.pace.work(feed, came)
        starts = range(0, len(came), _PIECE_BYTES)
        return b"".join(
            [await self._share.pace.work(feed, came[at : at + _PIECE_BYTES]) for at in starts]
        )

    def moment_of(self, came: bytes) -> bytes:
        """Return as much of what came as may be read without a turn."""
        return came[:_PIECE_BYTES]

    async def work(self, does: Callable[[bytes], _T], content: bytes) -> _T:
        """Do what holds everybody up, when it is the organization's turn; raises what it raises."""
        return await self._share.pace.work(does, content)

    def note_work(self, worked_s: float) -> None:
        """Note such work that was done elsewhere."""
        self._share.pace.note(worked_s)


class OwnShares:
    """The parts of all organizations whose own providers this process asks."""

    def __init__(
        self, settings: Settings, servers: NameServers, make: Callable[[Connector], PooledTransport]
    ) -> None:
        self.policy = OwnProviders(settings)
        self._settings = settings
        self._servers = servers
        self._make = make
        self._hosts = HostsFile()
        self._look_ups = asyncio.Semaphore(_LOOK_UPS_MAX)
        self._large = asyncio.Semaphore(_LARGE_MAX)
        self._shares: OrderedDict[UUID, OwnShare] = OrderedDict()
        self._closing: set[asyncio.Task[None]] = set()

    def of(self, org_id: UUID) -> OwnShare:
        """Return the part of an organization."""
        share = self._shares.get(org_id)
        if share is None:
            share = self._shares[org_id] = self._make_share()
            self._forget_idle()
        else:
            self._shares.move_to_end(org_id)
        return share

    async def close(self) -> None:
        """Disconnect."""
        await asyncio.gather(*self._closing, return_exceptions=True)
        for share in self._shares.values():
            await share.transport.aclose()

    def _make_share(self) -> OwnShare:
        names = Names(
            self._servers,
            hosts=self._hosts,
            within_s=self._settings.name_lookup_timeout_s,
            at_a_time=self._settings.gateway_own_lookups,
            kept_max=_NAMES_KEPT_MAX,
            also=self._look_ups,
        )
        connector = Connector(names, self.policy)
        return OwnShare(connector, self._make(connector), self._large, self._settings)

    def _forget_idle(self) -> None:
        """Disconnect those that were not asked for longest; one that is in use stays."""
        too_many = len(self._shares) - _SHARES_MAX
        if too_many <= 0:
            return
        idle = [org_id for org_id, share in self._shares.items() if not share.transport.running]
        for org_id in idle[:too_many]:
            closing = asyncio.create_task(self._shares.pop(org_id).transport.aclose())
            self._closing.add(closing)
            closing.add_done_callback(self._closing.discard)
