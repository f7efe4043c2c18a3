"""Attacks with bodies: small ones that cost much, and large ones, by a member or with a made-up
key."""

import asyncio
from collections.abc import Callable
from itertools import count

from tests.hostile.attacker import Figures, Target

_JSON = "application/json"
_MADE_UP = f"ob_mk_{'0' * 32}_{'x' * 43}"
_CALL = "/v1/chat/completions"
_VALUES = 199_000


async def _keep_sending(
    target: Target,
    figures: Figures,
    body: bytes,
    *,
    path: str = _CALL,
    key: str | None = None,
    media_type: str = _JSON,
    connections: int = 4,
) -> None:
    """Send a body again and again on some connections, and read what is answered."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
        f"{key or target.given['key']}\r\nContent-Type: {media_type}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    ).encode()

    async def one() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", target.port)
        try:
            while True:
                writer.write(head)
                writer.write(body)
                status, answered_bytes = await _answer(reader)
                figures[f"answers {status}"] += 1
                figures["most kilobytes of an answer"] = max(
                    figures["most kilobytes of an answer"], answered_bytes // 1000
                )
                await writer.drain()
        finally:
            writer.transport.abort()

    async def again_and_again() -> None:
        while True:
            try:
                await one()
            except (OSError, asyncio.IncompleteReadError, ValueError) as error:
                figures[type(error).__name__] += 1
                await asyncio.sleep(0.02)

    async with asyncio.TaskGroup() as group:
        for _ in range(connections):
            group.create_task(again_and_again())


async def _answer(reader: asyncio.StreamReader) -> tuple[str, int]:
    head = await reader.readuntil(b"\r\n\r\n")
    lengths = [
        int(line.partition(b":")[2])
        for line in head.split(b"\r\n")
        if line.lower().startswith(b"content-length:")
    ]
    if lengths:
        await reader.readexactly(lengths[0])
    return head.split(b" ", 2)[1].decode(), sum(lengths)


def _call(messages: bytes) -> bytes:
    return b'{"model": "gpt-test", "messages": ' + messages + b"}"


def _listed(items: Callable[[int], bytes], number: int) -> bytes:
    return b"[" + b",".join(map(items, range(number))) + b"]"


async def tiny_values(target: Target, figures: Figures) -> None:
    """32 MB of numbers of one digit, from a member."""
    await _keep_sending(target, figures, _call(b"[" + b"0," * 15_900_000 + b"0]"))


async def made_up_key(target: Target, figures: Figures) -> None:
    """256 KiB of tiny values with a key that nobody has."""
    body = _call(b"[" + b"[0]," * 65_500 + b"0]")[: 1 << 18]
    await _keep_sending(target, figures, body, key=_MADE_UP, connections=8)


async def made_up_session(target: Target, figures: Figures) -> None:
    """A megabyte of unknown members with a session that nobody has, to a route of the API."""
    body = b"{" + b",".join(b'"%d":0' % n for n in range(90_000)) + b"}"
    path = f"/api/v1/org-billing/credits/{target.given['org_id']}/allocate"
    await _keep_sending(target, figures, body, path=path, key="x" * 43, connections=8)


async def unknown_members(target: Target, figures: Figures) -> None:
    """A megabyte of members that no request has, from a member."""
    body = b"{" + b",".join(b'"%d":0' % n for n in range(90_000)) + b"}"
    path = f"/api/v1/org-billing/credits/{target.given['org_id']}/deduct"
    await _keep_sending(target, figures, body, path=path)


async def wrong_items(target: Target, figures: Figures) -> None:
    """A batch of a thousand items, in each of which all is wrong, from a member."""
    item = b"{" + b",".join(b'"%d":0' % n for n in range(60)) + b"}"
    body = b'{"items": ' + _listed(lambda _: item, 1_000) + b"}"
    path = f"/api/v1/org-billing/credits/{target.given['org_id']}/deduct/batch"
    await _keep_sending(target, figures, body, path=path)


async def as_many_as_are_read(target: Target, figures: Figures) -> None:
    """As many values as one body may have, in the shapes that take longest, from a member."""
    shapes = (
        _call(_listed(lambda n: b'{"role":"user","content":"%d"}' % n, _VALUES // 6)),
        _call(b'[{"role":"user","content":' + _listed(
            lambda _: b'{"type":"image_url","image_url":{"url":"data:,x"}}', _VALUES // 8
        ) + b"}]"),
        _call(b'[], "response_format": {"type": "json_schema", "json_schema": {"schema": {'
              + b",".join(b'"%d":[]' % n for n in range(_VALUES // 4)) + b"}}}"),
    )  # fmt: skip
    async with asyncio.TaskGroup() as group:
        for body in shapes:
            group.create_task(_keep_sending(target, figures, body, connections=2))


async def long_numbers(target: Target, figures: Figures) -> None:
    """32 MB of numbers of four thousand digits, from a member."""
    await _keep_sending(target, figures, _call(_listed(lambda _: b"9" * 4_000, 7_900)))


async def long_strings(target: Target, figures: Figures) -> None:
    """One string of 32 MB that is nothing but escapes, from a member."""
    text = b'[{"role":"user","content":"' + b"\\n" * 15_900_000 + b'"}]'
    await _keep_sending(target, figures, _call(text))


async def tiny_frames(target: Target, figures: Figures) -> None:
    """A sound of 32 MB in a form, in the shortest frames there are, from a member."""
    frame = b"\xff\xf3\x10\xc4" + b"\x00" * 22
    boundary = "x"
    body = (
        b'--x\r\nContent-Disposition: form-data; name="model"\r\n\r\ngpt-test\r\n'
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.mp3"\r\n\r\n'
        + frame * 1_200_000
        + b"\r\n--x--\r\n"
    )
    await _keep_sending(
        target, figures, body, path="/v1/audio/transcriptions",
        media_type=f"multipart/form-data; boundary={boundary}",
    )  # fmt: skip


async def many_at_a_time(target: Target, figures: Figures) -> None:
    """Forty bodies of 32 MB at a time, which come slowly, from a member."""
    head = (
        f"POST {_CALL} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
        f"{target.given['key']}\r\nContent-Type: {_JSON}\r\nContent-Length: 32000000\r\n\r\n"
    ).encode()

    async def one(begin: bytes) -> None:
        while True:
            try:
                reader, writer = await asyncio.open_connection("127.0.0.1", target.port)
                writer.write(head + begin)
                for number in count():
                    writer.write(b"x" * 100_000)
                    await asyncio.wait_for(writer.drain(), 5)
                    if number > 300:
                        break
                    await asyncio.sleep(0.05)
                figures["sent"] += 1
                status, _ = await asyncio.wait_for(_answer(reader), 5)
                figures[f"answers {status}"] += 1
            except (OSError, TimeoutError, asyncio.IncompleteReadError) as error:
                figures[type(error).__name__] += 1
                await asyncio.sleep(0.05)

    async with asyncio.TaskGroup() as group:
        for _ in range(40):
            group.create_task(one(_call(b'[{"role":"user","content":"')[:-1]))
