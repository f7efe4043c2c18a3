"""What large bodies share: memory while a request lasts, and the interpreter while one is read.

Reading JSON holds the interpreter, in whatever thread it is done, and a body is in memory three
times: as it came, as it was read, as it goes on. So nobody takes more than their part. Of memory an
organization has at most half and one member a quarter; of reading each has one turn at a time, and
at most a quarter of the time. Who comes next waits, before anything of the body is taken off the
wire, and after some seconds is told to come later.

Small bodies pass all of this by.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, Final

from fastapi import Request

from orgbilling.kernel.errors import DomainError, Unavailable

UNSEEN_BYTES_MAX: Final = 1 << 16
"""A body of this length is read before its sender is known, so that one look-up answers for both;
if it has more values than the next, it is parsed only after that."""
UNSEEN_VALUES_MAX: Final = 2_000
HELD_BYTES_MIN: Final = 1 << 18
"""A longer body has its memory held, and is worked on in turns."""
AT_ONCE_VALUES_MAX: Final = 5_000
"""What has more takes a turn to be read."""
_WAIT_S_MAX: Final = 10.0
_WAITING_MAX: Final = 64
# Reading takes a quarter of the time at most: after a turn comes three times its length without.
_REST: Final = 3
_RESTLESS_S: Final = 0.002
_READERS_KEPT: Final = 256


@dataclass(frozen=True, slots=True)
class Party:
    """For whom a body is read: an organization (of a session, the person) and a member of it."""

    organization: str
    member: str


PartyOf = Callable[[Request], Awaitable[Party]]
"""Finds out who sent a request; raises 401 where it is nobody (any more)."""


class LargeBodiesBusy(DomainError):
    """Too many large bodies at a time; `fields["retry_after_s"]` says when to come again."""

    default_status = 429
    default_code = "large_bodies_busy"

    def __init__(self) -> None:
        super().__init__(
            "Other large requests of yours are being read. Send fewer of them at a time.",
            fields={"retry_after_s": 1},
        )


class _Waiting:
    """Who waits, by organization, so that nobody has others wait behind a crowd."""

    def __init__(self) -> None:
        self._by_organization: Counter[str] = Counter()

    @contextmanager
    def one_of(self, organization: str) -> Iterator[None]:
        if self._by_organization[organization] >= _WAITING_MAX:
            raise LargeBodiesBusy
        self._by_organization[organization] += 1
        try:
            yield
        except TimeoutError:
            raise LargeBodiesBusy from None
        finally:
            self._by_organization[organization] -= 1
            if not self._by_organization[organization]:
                del self._by_organization[organization]


@dataclass(eq=False, slots=True)
class Held:
    """Memory that a request holds; `size_bytes` is None once it is given back."""

    party: Party
    size_bytes: int | None
    is_granted: "asyncio.Future[None]" = field(repr=False)


class Room:
    """Memory for the large bodies of a process: `bytes_max` bytes of them, as they came."""

    def __init__(self, bytes_max: int, wait_s: float = _WAIT_S_MAX) -> None:
        self._bytes_max = bytes_max
        self._wait_s = wait_s
        self._bytes: Counter[object] = Counter()
        self._asking: list[Held] = []
        self._waiting = _Waiting()

    async def take(self, party: Party, told_bytes: int | None) -> Held:
        """Hold memory for a body, of which None does not tell how long it is.

        Raises:
            LargeBodiesBusy: there is none for this party within some seconds.
        """
        # One body always fits, however small the room was made.
        largest = self._bytes_max // 4
        size_bytes = largest if told_bytes is None else min(told_bytes, largest)
        asked = Held(party, size_bytes, asyncio.get_running_loop().create_future())
        with self._waiting.one_of(party.organization):
            self._asking.append(asked)
            self._grant()
            try:
                async with asyncio.timeout(self._wait_s):
                    await asked.is_granted
            except BaseException:
                self.give_back(asked)
                raise
        return asked

    def shrink(self, held: Held, size_bytes: int) -> None:
        """Give back what a body did not need that was held at its largest."""
        if held.size_bytes is not None and size_bytes < held.size_bytes:
            self._add(held.party, size_bytes - held.size_bytes)
            held.size_bytes = size_bytes
            self._grant()

    def give_back(self, held: Held) -> None:
        """Give memory back; once more changes nothing."""
        if held in self._asking:
            self._asking.remove(held)
        elif held.size_bytes is not None:
            self._add(held.party, -held.size_bytes)
        held.size_bytes = None
        self._grant()

    def _grant(self) -> None:
        for asked in list(self._asking):
            assert asked.size_bytes is not None, "who asks holds nothing yet"
            if self._fits(asked.party, asked.size_bytes):
                self._asking.remove(asked)
                self._add(asked.party, asked.size_bytes)
                if not asked.is_granted.done():
                    asked.is_granted.set_result(None)

    def _fits(self, party: Party, size_bytes: int) -> bool:
        bounds = zip(_shares(party), (1, 2, 4), strict=True)
        return all(self._bytes[share] + size_bytes <= self._bytes_max // n for share, n in bounds)

    def _add(self, party: Party, size_bytes: int) -> None:
        for share in _shares(party):
            self._bytes[share] += size_bytes
            if not self._bytes[share]:
                del self._bytes[share]


def _shares(party: Party) -> tuple[object, object, object]:
    return None, party.organization, party


@dataclass(slots=True)
class _Reader:
    """An organization's turns: one at a time, and none before it has rested."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    rests_until_s: float = 0.0
    users: int = 0


class Turns:
    """Whose turn it is to have a large body read in this process."""

    def __init__(self, wait_s: float = _WAIT_S_MAX) -> None:
        self._wait_s = wait_s
        self._reading = asyncio.Lock()
        self._readers: dict[str, _Reader] = {}
        self._waiting = _Waiting()

    @asynccontextmanager
    async def take(self, party: Party) -> AsyncIterator[None]:
        """Have a turn: one at a time in an organization, and one at a time in all.

        Raises:
            LargeBodiesBusy: it does not come within some seconds.
        """
        reader = self._reader_of(party.organization)
        reader.users += 1
        try:
            with self._waiting.one_of(party.organization):
                async with asyncio.timeout(self._wait_s):
                    await self._begin(reader)
            began_at_s = monotonic()
            try:
                yield
            finally:
                ended_at_s = monotonic()
                rest_s = _REST * max(0.0, ended_at_s - began_at_s - _RESTLESS_S)
                reader.rests_until_s = ended_at_s + rest_s
                self._reading.release()
                reader.lock.release()
        finally:
            reader.users -= 1

    async def _begin(self, reader: _Reader) -> None:
        await reader.lock.acquire()
        try:
            await asyncio.sleep(max(0.0, reader.rests_until_s - monotonic()))
            # Of each organization one waits here, so that it is the turn of each.
            await self._reading.acquire()
        except BaseException:
            reader.lock.release()
            raise

    def _reader_of(self, organization: str) -> _Reader:
        found = self._readers.get(organization)
        if found is None:
            now_s = monotonic()
            if len(self._readers) >= _READERS_KEPT:
                self._readers = {
                    name: reader
                    for name, reader in self._readers.items()
                    if reader.users or reader.rests_until_s > now_s
                }
            found = self._readers[organization] = _Reader()
        return found


@dataclass(frozen=True, slots=True)
class LargeBodies:
    """What the large bodies of one application share, and how many values one may have."""

    room: Room
    turns: Turns
    party_of: PartyOf
    values_max: int


def attach_large_bodies(app: Any, shared: LargeBodies) -> None:
    """Make `shared` what large bodies of requests to `app` (FastAPI) share."""
    app.state.orgbilling_large_bodies = shared


def large_bodies_of(request: Request) -> LargeBodies:
    """Return what large bodies of this request's application share.

    Raises:
        Unavailable: `starting`: the application has not finished starting.
    """
    shared = getattr(request.app.state, "orgbilling_large_bodies", None)
    if not isinstance(shared, LargeBodies):
        raise Unavailable("The server is starting; try again.", code="starting")
    return shared
