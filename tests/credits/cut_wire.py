"""A wire to the database, cut at the worst moment: after the commit, before the answer."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit, urlunsplit


class CutWire:
    """Passes bytes on; while `cuts` is above 0, each answer is swallowed and its connection cut.

    `only`: just the answers to what holds these bytes.
    """

    def __init__(self, host: str, port: int, only: bytes = b"") -> None:
        self._host = host
        self._port = port
        self._only = only
        self._tasks: set[asyncio.Task[None]] = set()
        self.cuts = 0
        self.swallowed = 0
        self.round_trips = 0
        """How often somebody spoke after the database had."""
        self._was_answer = True

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection."""
        back_reader, back_writer = await asyncio.open_connection(self._host, self._port)
        asked = bytearray()
        there = asyncio.create_task(self._pass(reader, back_writer, asked))
        self._tasks.add(there)
        try:
            await self._pass(back_reader, writer, asked, may_cut=True)
        finally:
            there.cancel()
            self._tasks.discard(there)
            for end in (writer, back_writer):
                end.close()

    def _note_turn(self, *, is_answer: bool) -> None:
        self.round_trips += not is_answer and self._was_answer
        self._was_answer = is_answer

    async def _pass(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        asked: bytearray,
        *,
        may_cut: bool = False,
    ) -> None:
        while data := await reader.read(65_536):
            self._note_turn(is_answer=may_cut)
            if not may_cut:
                asked[:] = data
            elif self.cuts > 0 and self._only in asked:
                # The answer is here, so that the statement has been committed.
                self.cuts -= 1
                self.swallowed += 1
                return
            writer.write(data)
            await writer.drain()


@asynccontextmanager
async def cut_wire(url: str, only: bytes = b"") -> AsyncIterator[tuple[CutWire, str]]:
    """A wire to the database of `url`, and the URL of its near end."""
    parts = urlsplit(url)
    wire = CutWire(parts.hostname or "127.0.0.1", parts.port or 5432, only)
    server = await asyncio.start_server(wire.serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    place = parts.netloc.rpartition("@")[0] + f"@127.0.0.1:{port}"
    async with server:
        yield wire, urlunsplit(parts._replace(netloc=place))
