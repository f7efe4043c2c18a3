"""Pictures, sounds and files in a request: how large they are, read from their first bytes.

Nothing is decoded but what says a size, and nothing is fetched: what stands at an address is of
unknown size.
"""

import binascii
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from orgbilling.gateway.request_dialects import MediaKind
from orgbilling.gateway.sounds import wav_or_mp3_seconds

# A picture says its size at its beginning; a JPEG after its colour profile and its preview.
_HEAD_BYTES_MAX: Final = 1 << 19
_DATA_URL: Final = re.compile(r"data:([\w.+/-]*)[^,]{0,200}?;base64,", re.IGNORECASE)
_PAGE: Final = re.compile(rb"/Type\s*/Page(?![a-zA-Z])")
_STREAM, _END_OF_STREAM = b"stream", b"endstream"
_NO_TEXT: Final = re.compile(
    rb"/(?:Image|Metadata|XRef|Length1|Type1C|CIDFontType0C|OpenType)(?![a-zA-Z0-9])"
)
_FLATE_ALONE: Final = re.compile(rb"/Filter\s*\[?\s*/FlateDecode\s*\]?\s*[/>]")
_DICTIONARY_BYTES_MAX: Final = 4_000
_INFLATED_BYTES_MAX: Final = 1 << 22
_PLACES: Final = ("image_url", "input_audio", "file", "source")
MEDIA_TEXTS: Final = ("url", "data", "file_data", "image_url", "file_url")
"""Where the medium itself stands, or its address."""


@dataclass(frozen=True, slots=True)
class Media:
    """One picture, sound or file. What cannot be told from here is None; `size_bytes` is None of
    what stands at an address. `text_bytes` is the most text that a file holds."""

    kind: MediaKind
    path: str
    size_bytes: int | None = None
    width_px: int | None = None
    height_px: int | None = None
    seconds: int | None = None
    pages: int | None = None
    text_bytes: int | None = None
    is_low_detail: bool = False


def read_media(kind: MediaKind, part: dict[str, Any], path: str) -> Media:
    """Return what a part of a message brings along; `path` is where it stands."""
    place = next((part[name] for name in _PLACES if isinstance(part.get(name), dict)), part)
    text = next((place[name] for name in MEDIA_TEXTS if isinstance(place.get(name), str)), None)
    is_low = "low" in (place.get("detail"), part.get("detail"))
    if text is None:
        return Media(kind, path)
    found = _DATA_URL.match(text)
    if found is None and "://" in text[:32]:
        return Media(kind, path, is_low_detail=is_low)
    encoded = text[found.end() :] if found else text
    size_bytes = len(encoded) * 3 // 4
    head = _decoded(encoded[: _HEAD_BYTES_MAX if kind == "image" else None])
    if head.startswith(b"%PDF") or kind == "file":
        return _file(path, head if len(encoded) <= _HEAD_BYTES_MAX else _decoded(encoded))
    if kind == "audio":
        return Media(kind, path, size_bytes, seconds=wav_or_mp3_seconds(head))
    width_px, height_px = _pixels(head) or (None, None)
    return Media(kind, path, size_bytes, width_px, height_px, is_low_detail=is_low)


def _decoded(encoded: str) -> bytes:
    """Return the bytes of base64 that may be cut off anywhere; what is none of it is passed over,
    as providers do."""
    for cut in (None, -1, -2, -3):
        try:
            return binascii.a2b_base64(encoded[:cut])
        except (binascii.Error, ValueError):
            continue
    return b""


def _pixels(head: bytes) -> tuple[int, int] | None:
    """Return width and height of a PNG, GIF, WebP or JPEG; None where it does not say."""
    size: tuple[int, int] | None = None
    if head.startswith(b"\x89PNG\r\n\x1a\n") and head[12:16] == b"IHDR":
        size = _big(head[16:20]), _big(head[20:24])
    elif head[:6] in (b"GIF87a", b"GIF89a"):
        size = _little(head[6:8]), _little(head[8:10])
    elif head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        size = _webp_pixels(head)
    elif head.startswith(b"\xff\xd8"):
        size = _jpeg_pixels(head)
    return size if size and all(size) else None


def _webp_pixels(head: bytes) -> tuple[int, int] | None:
    form = head[12:16]
    if form == b"VP8X":
        return _little(head[24:27]) + 1, _little(head[27:30]) + 1
    if form == b"VP8 " and head[23:26] == b"\x9d\x01\x2a":
        return _little(head[26:28]) & 0x3FFF, _little(head[28:30]) & 0x3FFF
    if form == b"VP8L" and head[20:21] == b"\x2f":
        bits = _little(head[21:25])
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    return None


def _jpeg_pixels(head: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 < len(head) and head[at] == 0xFF:
        marker = head[at + 1]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            return _big(head[at + 7 : at + 9]), _big(head[at + 5 : at + 7])
        # A filler byte before a marker is one of its own.
        at += 1 if marker == 0xFF else 2 + _big(head[at + 2 : at + 4])
    return None


def _file(path: str, content: bytes) -> Media:
    size_bytes = len(content)
    if not content.startswith(b"%PDF"):
        # What is packed holds more text than bytes, and how much is not known.
        is_packed = content[:4] == b"PK\x03\x04" or content[:4] == b"\xd0\xcf\x11\xe0"
        is_packed = is_packed or content[:2] == b"\x1f\x8b"
        return Media("file", path, size_bytes, text_bytes=None if is_packed else size_bytes)
    pages = len(_PAGE.findall(content))
    text_bytes = 0
    for stream in _text_streams(content):
        if stream is None or text_bytes > _INFLATED_BYTES_MAX:
            return Media("file", path, size_bytes)
        pages += len(_PAGE.findall(stream))
        text_bytes += len(stream)
    # A file without a page is none, or hides them.
    return Media("file", path, size_bytes, pages=pages, text_bytes=text_bytes if pages else None)


def _text_streams(content: bytes) -> Iterator[bytes | None]:
    """Yield what the streams of a PDF hold that are no pictures and no fonts; None where one cannot
    be read, or is too large."""
    if b"/Encrypt" in content:
        yield None
    after = 0
    while (at := content.find(_STREAM, after)) >= 0:
        told = content[max(after, at - _DICTIONARY_BYTES_MAX) : at]
        told = told[told.rfind(b"obj") + 1 :]
        begin = at + len(_STREAM)
        end = content.find(_END_OF_STREAM, begin)
        after = len(content) if end < 0 else end + len(_END_OF_STREAM)
        if _NO_TEXT.search(told):
            continue
        packed = content[begin:after].lstrip(b"\r\n")
        if b"/Filter" not in told:
            yield packed
        else:
            yield _inflated(packed) if _FLATE_ALONE.search(told) else None


def _inflated(packed: bytes) -> bytes | None:
    machine = zlib.decompressobj()
    try:
        plain = machine.decompress(packed, _INFLATED_BYTES_MAX)
    except zlib.error:
        return None
    return None if machine.unconsumed_tail else plain


def _big(digits: bytes) -> int:
    return int.from_bytes(digits, "big")


def _little(digits: bytes) -> int:
    return int.from_bytes(digits, "little")
