"""Attacks with connections and heads of requests: nobody's credential is needed for any."""

import asyncio
import contextlib
import socket
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
            await _drip(reader, writer, b"X-More: 1\r\n", figures)
        finally:
            writer.transport.abort()

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


async def half_sent_bodies(target: Target, figures: Figures) -> None:
    """Many connections with a made-up key, whose bodies come without an end."""
    head = (
        b"POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\n"
        b"Authorization: Bearer ob_mk_" + b"0" * 32 + b"_" + b"A" * 43 + b"\r\n"
        b"Content-Type: application/json\r\nContent-Length: 262143\r\n\r\n"
    )

    async def one() -> None:
        reader, writer = await _connect(target)
        try:
            figures["connections"] += 1
            writer.write(head + b" " * 250_000)
            await _drip(reader, writer, b" ", figures)
        finally:
            writer.transport.abort()

    await _keep_up(int(target.given.get("connections", 600)), one, figures)


async def hoarded_connections(target: Target, figures: Figures) -> None:
    """More connections than a process takes, that ask nothing."""

    async def one() -> None:
        reader, writer = await _connect(target)
        try:
            figures["connections"] += 1
            await reader.read()
        finally:
            writer.transport.abort()
            await asyncio.sleep(1)

    await _keep_up(int(target.given.get("connections", 3000)), one, figures)


async def unread_answers(target: Target, figures: Figures) -> None:
    """Many connections that ask for much, again and again, and read nothing."""
    ask = b"GET /openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n"

    async def one() -> None:
        # What the kernel would take of an answer is not the server's.
        made = socket.socket()
        made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        made.setblocking(False)
        await asyncio.get_running_loop().sock_connect(made, ("127.0.0.1", target.port))
        _, writer = await asyncio.open_connection(sock=made, limit=1024)
        try:
            figures["connections"] += 1
            writer.write(ask * 8)
            await asyncio.sleep(3600)
        finally:
            writer.transport.abort()

    await _keep_up(int(target.given.get("connections", 300)), one, figures)


async def many_requests_in_one(target: Target, figures: Figures) -> None:
    """A few connections that send thousands of requests before they read an answer."""
    ask = b"GET /nothing.js HTTP/1.1\r\nHost: a\r\n\r\n" * 5_000

    async def one() -> None:
        reader, writer = await _connect(target)
        try:
            figures["connections"] += 1
            writer.write(ask)
            await reader.read()
        finally:
            writer.transport.abort()

    await _keep_up(int(target.given.get("connections", 4)), one, figures)


async def tiny_chunks(target: Target, figures: Figures) -> None:
    """A few connections whose bodies come in chunks of a byte."""
    head = (
        b"POST /api/v1/organizations HTTP/1.1\r\nHost: localhost\r\n"
        b"Transfer-Encoding: chunked\r\n\r\n"
    )

    async def one() -> None:
        _, writer = await _connect(target)
        try:
            figures["connections"] += 1
            writer.write(head)
            while True:
                writer.write(b"1\r\n \r\n" * 40_000)
                await writer.drain()
                figures["kilobytes"] += 240
        finally:
            writer.transport.abort()

    await _keep_up(int(target.given.get("connections", 4)), one, figures)


async def _drip(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, piece: bytes, figures: Figures
) -> None:
    """Send a little now and then, until the server ends the connection."""
    while not reader.at_eof():
        with contextlib.suppress(TimeoutError):
            answer = await asyncio.wait_for(reader.read(4096), 2)
            figures[answer[9:12].decode(errors="replace")] += bool(answer)
        writer.write(piece)
