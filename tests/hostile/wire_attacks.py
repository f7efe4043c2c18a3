"""Attacks with connections and heads of requests: nobody's credential is needed for any."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

from tests.hostile.attacker import Figures, Target

_HEAD = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n"


async def _connect(target: Target) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    return await asyncio.open_connection("127.0.0.1", target.port)


async def _keep_up(count: int, one: Callable[[], Awaitable[None]], figures: Figures) -> None:
    """Have `one` run so many times at once, again whenever one is thrown out."""

    async def again_and_again() -> None:
        while True:
            try:
                await one()
                figures["closed by the server"] += 1
            except OSError as error:
                figures[type(error).__name__] += 1
                await asyncio.sleep(0.05)

    async with asyncio.TaskGroup() as group:
        for _ in range(count):
            group.create_task(again_and_again())


async def half_sent_requests(target: Target, figures: Figures) -> None:
    """Many connections that begin a request, and add a header now and then for ever."""

    async def one() -> None:
        reader, writer = await _connect(target)
        try:
            figures["connections"] += 1
            writer.write(_HEAD)
            while not reader.at_eof():
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(reader.read(4096), 2)
                writer.write(b"X-More: 1\r\n")
        finally:
            writer.close()

    await _keep_up(int(target.given.get("connections", 300)), one, figures)


async def endless_heads(target: Target, figures: Figures) -> None:
    """A few connections that send header after header as fast as they can."""
    piece = b"".join(b"X-%04d: %s\r\n" % (number, b"a" * 1000) for number in range(64))

    async def one() -> None:
        _, writer = await _connect(target)
        try:
            figures["connections"] += 1
            writer.write(_HEAD)
            while True:
                writer.write(piece)
                await writer.drain()
                figures["kilobytes"] += len(piece) // 1000
        finally:
            writer.transport.abort()

    await _keep_up(int(target.given.get("connections", 4)), one, figures)
