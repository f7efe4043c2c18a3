"""A provider of an organization's own that means no good: `python hostile_provider.py PORT`.

The first part of the path says what it does, `/bomb/v1/chat/completions`; `GET …/models` is
answered as it should be, but by those whose name begins with `try`. `GET /asked` tells how often
each was asked, and `GET /open` how many of its answers go on.
"""

import asyncio
import gzip
import json
import os
import sys
from collections import Counter
from collections.abc import Awaitable, Callable
from functools import cache

PIECE = 1 << 16
EVENT = b'data: {"choices":[{"index":0,"delta":{"content":"a"}}]}\n\n'
USAGE = b'data: {"choices":[],"usage":{"prompt_tokens":9,"completion_tokens":5}}\n\n'
PREAMBLE = b'data: {"type":"response.created","response":{}}\n\n'
ANSWER = {
    "id": "c1", "object": "chat.completion", "created": 1, "model": "m",
    "usage": {"prompt_tokens": 9, "completion_tokens": 5, "total_tokens": 14},
}  # fmt: skip
asked: Counter[str] = Counter()
opened: Counter[str] = Counter()


class Connection:
    """One connection, and how its answers are sent."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    async def head(self, status: int = 200, **headers: str) -> None:
        lines = [f"HTTP/1.1 {status} As told", "connection: close"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        await self.send("\r\n".join([*lines, "", ""]).encode())

    async def send(self, piece: bytes) -> None:
        self._writer.write(piece)
        await self._writer.drain()

    async def stream(self, begin: bytes, again: bytes) -> None:
        """Send the beginning, and the rest again and again for ever, as fast as it is taken."""
        await self.head(content_type="text/event-stream")
        await self.send(begin)
        many = again * max(PIECE // len(again), 1)
        while True:
            await self.send(many)

    async def answer(self, content: bytes, **headers: str) -> None:
        await self.head(content_type="application/json", **headers)
        await self.send(content)

    async def drip(self, begin: bytes, piece: bytes) -> None:
        await self.send(begin)
        while True:
            await asyncio.sleep(0.2)
            await self.send(piece)

    async def say_nothing(self) -> None:
        await self._reader.read()


def completion(text: str) -> bytes:
    message = {"role": "assistant", "content": text}
    choice = {"index": 0, "finish_reason": "stop", "message": message}
    return json.dumps({**ANSWER, "choices": [choice]}).encode()


@cache
def bomb() -> bytes:
    """1.5 MB that become 1.6 GB."""
    once = gzip.compress(bytes(1 << 24), 9)
    return b"".join([once] * 96)


@cache
def many_values() -> bytes:
    return (
        b'{"usage":{"prompt_tokens":9,"completion_tokens":5},"data":[' + b"{}," * 8_000_000 + b"0]}"
    )


@cache
def long_text() -> bytes:
    return completion("x" * 30_000_000)


@cache
def many_lines() -> bytes:
    return b"\n" * 30_000_000


HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n"
KINDS: dict[str, Callable[[Connection], Awaitable[None]]] = {
    "good": lambda to: to.answer(completion("Hello.")),
    "bomb": lambda to: to.answer(bomb(), content_encoding="gzip"),
    "bomb-of-events": lambda to: to.answer(bomb(), content_encoding="gzip"),
    "values": lambda to: to.answer(many_values()),
    "text": lambda to: to.answer(long_text()),
    "lines": lambda to: to.answer(many_lines()),
    "endless": lambda to: to.stream(b"{", b"x" * PIECE),
    "line": lambda to: to.stream(EVENT + b"data: ", b"x" * PIECE),
    "nothing": lambda to: to.stream(b"", b"\n"),
    "events": lambda to: to.stream(EVENT, b"data:1\n\n"),
    "words": lambda to: to.stream(EVENT, EVENT),
    "errors": lambda to: to.stream(EVENT, b'data: {"error":0}\n\n'),
    "usages": lambda to: to.stream(EVENT, USAGE),
    "comments": lambda to: to.stream(EVENT + USAGE, b": x\n\n"),
    "preamble": lambda to: to.stream(b"", PREAMBLE),
    "after": lambda to: to.stream(EVENT + b"data: [DONE]\n\n", b": x\n\n"),
    "drip": lambda to: to.drip(HEAD + b"\r\n", b" "),
    "drip-events": lambda to: to.drip(
        HEAD.replace(b"application/json", b"text/event-stream") + b"\r\n" + EVENT, b":"
    ),
    "drip-head": lambda to: to.drip(HEAD + b"x: ", b"x"),
    "continues": lambda to: to.drip(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "refusal": lambda to: to.drip(HEAD.replace(b"200", b"400") + b"\r\n", b" "),
    "data-lines": lambda to: to.stream(EVENT, b"data:1\n"),
    "silent": lambda to: to.say_nothing(),
}  # fmt: skip


async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    kind = ""
    try:
        start, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        sizes = [line.partition(":")[2] for line in lines if line.lower().startswith("content-len")]
        await reader.readexactly(int(sizes[0]) if sizes else 0)
        path = start.split(" ")[1]
        to = Connection(reader, writer)
        if path in ("/asked", "/open"):
            await to.answer(json.dumps(asked if path == "/asked" else +opened).encode())
            return
        kind = path.split("/")[1]
        asked[kind] += 1
        opened[kind] += 1
        if path.endswith("/models") and not kind.startswith("try-"):
            await to.answer(b"{}")
        else:
            await KINDS[kind.removeprefix("try-")](to)
    except (asyncio.IncompleteReadError, ConnectionError):
        pass
    finally:
        opened[kind] -= 1
        writer.close()


async def main(port: int) -> None:
    async with await asyncio.start_server(serve, "127.0.0.1", port) as server:
        await server.serve_forever()


if __name__ == "__main__":
    # It is the attacker's: where a neighbour is measured, the last core is.
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    asyncio.run(main(int(sys.argv[1])))
