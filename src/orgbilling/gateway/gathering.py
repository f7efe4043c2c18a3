"""What comes of a stream, gathered: pieces that are there at once go on as one."""

import asyncio
from collections.abc import AsyncIterator
from typing import Final

# A client that reads slowly makes the provider wait, and not this process keep the answer.
_BYTES_MAX: Final = 1 << 16


class Gathering:
    """Reads a stream in a task of its own, and hands over what has come since as one piece.

    On a busy machine many events of a stream wait in one buffer. Each passed on by itself costs a
    write to the client; and where only one is there, it is handed over at once.
    """

    def __init__(self, pieces: AsyncIterator[bytes]) -> None:
        self._pieces = pieces
        self._came: list[bytes] = []
        self._size = 0
        self._drops = False
        self._taker: asyncio.Future[None] | None = None
        self._room: asyncio.Future[None] | None = None
        self._reading = asyncio.create_task(self._read())
        self._reading.add_done_callback(lambda _: _wake(self._taker))

    @property
    def is_over(self) -> bool:
        """Whether nothing more comes, and nothing is left."""
        return not self._came and self._reading.done()

    async def take(self, within_s: float | None = None) -> bytes:
        """Return what has come, at least one byte; empty where the stream has ended, or where
        nothing came `within_s` seconds: `is_over` tells which.

        Raises:
            Exception: what broke the stream, after all that came before it has been taken.
        """
        while not self._came and not self._reading.done():
            loop = asyncio.get_running_loop()
            self._taker = loop.create_future()
            if within_s is None:
                await self._taker
                continue
            giving_up = loop.call_later(max(within_s, 0), _wake, self._taker)
            try:
                await self._taker
            finally:
                giving_up.cancel()
            break
        if self.is_over and not self._reading.cancelled():
            # Asked of the task itself: its callback may come later than who waits for a piece.
            failure = self._reading.exception()
            if failure is not None:
                raise failure
        return self.rest()

    async def drop_rest(self, within_s: float) -> None:
        """Read to the end of what nobody needs, for so long at most."""
        self._drops = True
        self.rest()
        if not self._reading.done():
            await asyncio.wait({self._reading}, timeout=within_s)

    def rest(self) -> bytes:
        """Return what has come and was not taken, without waiting."""
        came = b"".join(self._came)
        self._came.clear()
        self._size = 0
        _wake(self._room)
        return came

    def stop(self) -> None:
        """Read no more."""
        self._reading.cancel()

    async def stopped(self) -> None:
        """Wait until nothing is read any more."""
        await asyncio.gather(self._reading, return_exceptions=True)

    async def _read(self) -> None:
        async for piece in self._pieces:
            if not piece or self._drops:
                continue
            self._came.append(piece)
            self._size += len(piece)
            _wake(self._taker)
            while self._size >= _BYTES_MAX:
                self._room = asyncio.get_running_loop().create_future()
                await self._room


def _wake(waiting: "asyncio.Future[None] | None") -> None:
    if waiting is not None and not waiting.done():
        waiting.set_result(None)
