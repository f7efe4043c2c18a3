"""Bodies of strangers are read to a limit of bytes and of time, and unpacked a piece at a time."""

import asyncio
import gzip
import time
import tracemalloc
import zlib
from collections.abc import AsyncIterator

import httpx2
import pytest

from orgbilling.outbound.bodies import BodyRefused, BoundedTransport, pieces, whole

MEBIBYTE = 1 << 20


class Came(httpx2.AsyncByteStream):
    """What comes over a connection, in pieces."""

    def __init__(self, *parts: bytes, every_s: float = 0, again: int = 1) -> None:
        self._parts, self._every_s, self._again = parts, every_s, again
        self.sent = 0

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for _ in range(self._again):
            for part in self._parts:
                await asyncio.sleep(self._every_s)
                self.sent += len(part)
                yield part


class Ready(Came):
    """What has come before anybody looks."""

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for _ in range(1_000):
            yield b"x"


def response_of(stream: Came, *packings: str) -> httpx2.Response:
    headers = [("content-encoding", packing) for packing in packings]
    return httpx2.Response(200, headers=headers, stream=stream)


def bare_deflate(content: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(content) + packer.flush()


TEXT = b"What somebody said. " * 5_000


@pytest.mark.parametrize(
    ("packed", "packing"),
    [
        (TEXT, ""), (TEXT, "identity"), (gzip.compress(TEXT), "gzip"),
        (gzip.compress(TEXT), "X-GZIP"), (zlib.compress(TEXT), "deflate"),
        (bare_deflate(TEXT), "deflate"),
        (gzip.compress(TEXT[:777]) + gzip.compress(TEXT[777:]), "gzip"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("size", [1, 97, 1 << 16])
async def test_what_is_within_the_limits_is_read(packed: bytes, packing: str, size: int) -> None:
    packed = packed if size > 1 else packed[:4_000]
    parts = [packed[at : at + size] for at in range(0, len(packed), size)]
    found = await whole(response_of(Came(*parts), *([packing] if packing else [])), len(TEXT))
    assert found == TEXT[: len(found)]
    assert len(found) == len(TEXT) or size == 1


def bomb(times: int = 1) -> bytes:
    """About a thousandth of what it becomes: 64 MiB."""
    content = bytes(64 * MEBIBYTE)
    for _ in range(times):
        content = gzip.compress(content, 9)
    return content


@pytest.mark.speed
async def test_a_bomb_is_unpacked_as_far_as_is_read() -> None:
    packed = bomb()
    tracemalloc.start()
    begun_s, longest_s, at_s = time.perf_counter(), 0.0, time.perf_counter()

    async def neighbour() -> None:
        nonlocal longest_s, at_s
        while True:
            at_s = time.perf_counter()
            await asyncio.sleep(0)
            longest_s = max(longest_s, time.perf_counter() - at_s)

    beside = asyncio.create_task(neighbour())
    with pytest.raises(BodyRefused, match="more than"):
        async for _ in pieces(response_of(Came(packed), "gzip"), 32 * MEBIBYTE):
            pass
    beside.cancel()
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 4 * MEBIBYTE
    assert longest_s < 0.1
    assert time.perf_counter() - begun_s < 5


@pytest.mark.parametrize(
    ("packed", "packings"),
    [
        (bomb(2), ["gzip", "gzip"]), (bomb(2), ["gzip, gzip"]), (b"x", ["br"]), (b"x", ["zstd"]),
        (b"x", ["unheard-of"]), (b"no gzip", ["gzip"]), (b"\xff\xff", ["deflate"]),
        # A block of the kind that there is none of.
        (gzip.compress(b"")[:10] + b"\x07" * 32, ["gzip"]),
    ],
    ids=["twice", "twice in a line", "br", "zstd", "unheard of", "no gzip", "no deflate", "broken"],
)  # fmt: skip
async def test_a_packing_that_was_not_asked_for_is_refused(
    packed: bytes, packings: list[str]
) -> None:
    with pytest.raises(BodyRefused):
        await whole(response_of(Came(packed), *packings), MEBIBYTE)


async def test_what_unpacks_to_nothing_has_an_end_too() -> None:
    """Empty blocks without end: bytes come, and nothing of them."""
    packer = zlib.compressobj(wbits=zlib.MAX_WBITS | 16)
    head = packer.compress(b"") + packer.flush(zlib.Z_FULL_FLUSH)
    empty = packer.flush(zlib.Z_FULL_FLUSH) or b"\x00\x00\x00\xff\xff"
    came = Came(head, empty * 10_000, again=10_000)
    with pytest.raises(BodyRefused):
        await whole(response_of(came, "gzip"), MEBIBYTE)
    assert came.sent < 3 * MEBIBYTE


async def test_too_many_bytes_are_not_waited_for() -> None:
    came = Came(b"x" * 65_536, again=10_000)
    with pytest.raises(BodyRefused):
        await whole(response_of(came), MEBIBYTE)
    assert came.sent < 2 * MEBIBYTE


@pytest.mark.parametrize("packing", [[], ["gzip"]])
async def test_a_body_that_drips_has_an_end(packing: list[str]) -> None:
    came = Came(b"\x1f" if not packing else gzip.compress(b"x")[:1], every_s=0.05, again=10_000)
    until_s = asyncio.get_running_loop().time() + 0.3
    begun_s = time.monotonic()
    with pytest.raises((httpx2.ReadTimeout, BodyRefused)):
        await whole(response_of(came, *packing), MEBIBYTE, lambda: until_s)
    assert time.monotonic() - begun_s < 0.5


async def test_a_body_that_is_always_there_has_an_end_too() -> None:
    """Whoever reads it slowly finds the next piece ready whenever it looks."""
    until_s = asyncio.get_running_loop().time() + 0.2

    async def read_slowly() -> None:
        async for _ in pieces(response_of(Ready()), MEBIBYTE, lambda: until_s):
            await asyncio.sleep(0.05)

    with pytest.raises(httpx2.ReadTimeout):
        await read_slowly()


async def test_a_client_that_reads_all_gets_it_within_the_limit() -> None:
    class Answering(httpx2.AsyncBaseTransport):
        def __init__(self, packed: bytes) -> None:
            self._packed = packed

        async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
            assert request.method == "GET"
            return response_of(Came(self._packed), "gzip")

    transport = BoundedTransport(Answering(gzip.compress(TEXT)), len(TEXT))
    async with httpx2.AsyncClient(transport=transport) as client:
        assert (await client.get("http://provider.example/")).content == TEXT
    transport = BoundedTransport(Answering(gzip.compress(TEXT)), len(TEXT) - 1)
    async with httpx2.AsyncClient(transport=transport) as client:
        with pytest.raises(BodyRefused):
            await client.get("http://provider.example/")
