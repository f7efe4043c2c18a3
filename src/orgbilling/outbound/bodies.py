"""Bodies of strangers' answers: so many bytes, so long, and unpacked a piece at a time."""

import asyncio
import time
import zlib
from collections.abc import AsyncGenerator, Callable, Iterator
from typing import Final

import httpx2

_PIECE_BYTES: Final = 1 << 16
# Others have their turn after so much was unpacked.
_TURN_BYTES: Final = 1 << 20


class BodyRefused(httpx2.TransportError):
    """It is longer than is read, or packed as it was not asked for."""


async def pieces(
    response: httpx2.Response,
    bytes_max: int,
    until_s: Callable[[], float] | None = None,
    note_work: Callable[[float], None] | None = None,
) -> AsyncGenerator[bytes]:
    """Yield what a response brings, unpacked, in pieces of at most about 64 KiB.

    `bytes_max` is for what comes and for what is unpacked of it, each; `until_s` tells, whenever
    more is waited for, until which moment of the loop's clock; `note_work` is told how long each
    piece was unpacked, in seconds.

    Raises:
        BodyRefused: it is longer, or its packing is not known, broken, or more than one.
        httpx2.ReadTimeout: it has not ended by then.
        httpx2.HTTPError: the connection broke.
    """
    loop = asyncio.get_running_loop()
    unpacking = _unpacking(response)
    came = unpacked = turn = 0
    raw = response.aiter_raw()
    try:
        while True:
            try:
                async with asyncio.timeout_at(None if until_s is None else until_s()):
                    packed = await anext(raw)
            except StopAsyncIteration:
                return
            except TimeoutError as error:
                raise httpx2.ReadTimeout("The answer takes too long.") from error
            if until_s is not None and loop.time() > until_s():
                # What is there already is waited for by nobody.
                raise httpx2.ReadTimeout("The answer takes too long.")
            came += len(packed)
            _require_within(came, bytes_max)
            if unpacking is None:
                yield packed
                continue
            for piece in _timed(unpacking.feed(packed), note_work):
                unpacked += len(piece)
                _require_within(unpacked, bytes_max)
                yield piece
                if unpacked - turn > _TURN_BYTES:
                    turn = unpacked
                    await asyncio.sleep(0)
    finally:
        await raw.aclose()


async def whole(
    response: httpx2.Response, bytes_max: int, until_s: Callable[[], float] | None = None
) -> bytes:
    """Read a response to its end; raises as `pieces`, and leaves the response open."""
    return b"".join([piece async for piece in pieces(response, bytes_max, until_s)])


class BoundedTransport(httpx2.AsyncBaseTransport):
    """Reads each answer at once and to a limit, for clients that read all of whatever comes."""

    def __init__(self, transport: httpx2.AsyncBaseTransport, bytes_max: int) -> None:
        self._transport = transport
        self._bytes_max = bytes_max

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send a request; the answer is read when it returns. Raises as `pieces`."""
        response = await self._transport.handle_async_request(request)
        try:
            content = await whole(response, self._bytes_max)
        finally:
            await response.aclose()
        headers = [
            (name, value)
            for name, value in response.headers.raw
            if name.lower() not in (b"content-encoding", b"content-length", b"transfer-encoding")
        ]
        return httpx2.Response(response.status_code, headers=headers, content=content)

    async def aclose(self) -> None:
        """Disconnect."""
        await self._transport.aclose()


def _timed(pieces: Iterator[bytes], note_work: Callable[[float], None] | None) -> Iterator[bytes]:
    begun_s = time.perf_counter()
    for piece in pieces:
        if note_work is not None:
            note_work(time.perf_counter() - begun_s)
        yield piece
        begun_s = time.perf_counter()


def _require_within(size: int, bytes_max: int) -> None:
    if size > bytes_max:
        raise BodyRefused(f"The answer has more than {bytes_max} bytes.")


def _unpacking(response: httpx2.Response) -> "_Unpacking | None":
    named = response.headers.get_list("content-encoding", split_commas=True)
    packings = [name for each in named if (name := each.strip().lower()) not in ("", "identity")]
    if not packings:
        return None
    if len(packings) > 1 or packings[0] not in ("gzip", "x-gzip", "deflate"):
        raise BodyRefused("The answer is packed as it was not asked for.")
    return _Unpacking(is_deflate=packings[0] == "deflate")


class _Unpacking:
    def __init__(self, *, is_deflate: bool) -> None:
        self._is_deflate = is_deflate
        self._begin = b""
        self._unpacker = None if is_deflate else _unpacker()

    def feed(self, packed: bytes) -> Iterator[bytes]:
        if self._unpacker is None:
            # Deflate comes with a head of two bytes (zlib's) or, against its standard, without.
            self._begin = packed = self._begin + packed
            if len(packed) < 2:
                return
            self._unpacker = _unpacker(is_bare=not _is_zlib_head(packed))
        while packed:
            try:
                piece = self._unpacker.decompress(packed, _PIECE_BYTES)
            except zlib.error as error:
                raise BodyRefused("The answer's packing is broken.") from error
            packed = self._unpacker.unconsumed_tail
            if self._unpacker.eof:
                # The next member of a gzip; after a deflate comes nothing.
                packed = b"" if self._is_deflate else self._unpacker.unused_data
                self._unpacker = _unpacker()
            if piece:
                yield piece


def _unpacker(*, is_bare: bool = False) -> "zlib._Decompress":
    return zlib.decompressobj(-zlib.MAX_WBITS if is_bare else zlib.MAX_WBITS | 32)


def _is_zlib_head(packed: bytes) -> bool:
    return packed[0] & 15 == 8 and int.from_bytes(packed[:2], "big") % 31 == 0
