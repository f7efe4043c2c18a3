"""What one of many may have of what all share: turns, and time of the processor."""

import asyncio
import time
from collections.abc import Callable
from typing import Final, TypeVar

_T = TypeVar("_T")

# What reads answers of an organization's own providers holds everybody up meanwhile.
_SHARE: Final = 0.2
# So much of it comes at once.
_BURST_S: Final = 0.005


class Pace:
    """Work of one party that holds everybody up: a fifth of the time, over all that it runs.

    Whoever has worked more rests until the average is right again; the others of the same party
    wait in their order.
    """

    def __init__(self) -> None:
        self._owed_s = 0.0
        self._at_s = time.monotonic()
        self._turn = asyncio.Lock()

    async def work(self, does: Callable[[bytes], _T], piece: bytes) -> _T:
        """Do a piece of work once it is its turn; raises what it raises."""
        await self.rest()
        begun_s = time.perf_counter()
        try:
            return does(piece)
        finally:
            # Not the processor's own time: who is interrupted holds everybody up as well.
            self.note(time.perf_counter() - begun_s)

    async def rest(self) -> None:
        """Wait until it is its turn."""
        if self._turn.locked() or self._rest_s() > 0:
            async with self._turn:
                rest_s = self._rest_s()
                if rest_s > 0:
                    await asyncio.sleep(rest_s)

    def note(self, worked_s: float) -> None:
        """Note work that was done elsewhere."""
        self._owed_s += worked_s

    def _rest_s(self) -> float:
        now_s = time.monotonic()
        self._owed_s = max(self._owed_s - (now_s - self._at_s) * _SHARE, 0.0)
        self._at_s = now_s
        return (self._owed_s - _BURST_S) / _SHARE


class Turn:
    """A place among few, at each of several counters; given back once, at the latest when nobody
    holds it any more."""

    def __init__(self) -> None:
        self._held: list[asyncio.Semaphore] = []

    async def take(self, *counters: asyncio.Semaphore) -> None:
        """Wait for a place at each of them, in this order."""
        try:
            for counter in counters:
                await counter.acquire()
                self._held.append(counter)
        except BaseException:
            # Half a turn is none.
            self.give_back()
            raise

    @property
    def is_taken(self) -> bool:
        """Whether it holds a place."""
        return bool(self._held)

    def give_back(self) -> None:
        """Let the next one in."""
        while self._held:
            self._held.pop().release()

    def __del__(self) -> None:
        self.give_back()


class Room:
    """Bytes that one party keeps. Who has more than `bytes_max` begins nothing."""

    def __init__(self, bytes_max: int) -> None:
        self._bytes_max = bytes_max
        self._taken = 0
        self._waiting: list[asyncio.Future[None]] = []

    async def wait(self) -> None:
        """Wait until there is room."""
        while self._taken > self._bytes_max:
            waiting = asyncio.get_running_loop().create_future()
            self._waiting.append(waiting)
            await waiting

    def take(self, size_bytes: int) -> None:
        """Note that so much is kept."""
        self._taken += size_bytes

    def give_back(self, size_bytes: int) -> None:
        """Note that so much is not kept any more."""
        self._taken -= size_bytes
        waiting, self._waiting = self._waiting, []
        for one in waiting:
            if not one.done():
                one.set_result(None)
