"""How long a sound of a file lasts: by what its container says of its end, in many formats.

What a container says is believed as far as its size allows: nobody encodes more bytes a second.
"""

import struct
from collections.abc import Iterator
from math import ceil
from typing import Final

from orgbilling.gateway.sounds import wav_or_mp3_seconds

_PACKED_BYTES_PER_SECOND_MAX: Final = 192_000
_LOSSLESS_BYTES_PER_SECOND_MAX: Final = 1_600_000
_SECONDS_BELOW: Final = 2_592_000
_OPUS_HZ: Final = 48_000
_OGG_BEGINS: Final = 2
# MPEG-4: what may hold a header of a movie, and Matroska: what may hold its blocks.
_MOVIE: Final = b"moov"
_SEGMENT, _INFO, _CLUSTER = 0x18538067, 0x1549A966, 0x1F43B675
_TIME_SCALE, _DURATION, _CLUSTER_TIME, _BLOCK_GROUP = 0x2AD7B1, 0x4489, 0xE7, 0xA0
_BLOCKS: Final = frozenset({0xA3, 0xA1})
_OPEN: Final = frozenset({_SEGMENT, _INFO, _CLUSTER, _BLOCK_GROUP})
_NANOSECONDS: Final = 1_000_000_000
_NUMBER_BYTES_MAX: Final = 8
_ELEMENTS_MAX: Final = 1_000_000


def sound_seconds(sound: bytes) -> int | None:
    """Return how long a WAV, MP3, FLAC, Ogg, MPEG-4 or WebM lasts, rounded up; None where its
    format is another one, or does not say."""
    seconds = wav_or_mp3_seconds(sound) if _is_wav_or_mp3(sound) else None
    if seconds is not None:
        return seconds
    if sound[:4] == b"fLaC":
        return _believed(flac_seconds(sound), sound, _LOSSLESS_BYTES_PER_SECOND_MAX)
    if sound[:4] == b"OggS":
        return _believed(_ogg_seconds(sound), sound)
    if sound[4:8] == b"ftyp":
        return _believed(_mp4_seconds(sound), sound, _LOSSLESS_BYTES_PER_SECOND_MAX)
    if sound[:4] == b"\x1a\x45\xdf\xa3":
        return _believed(_webm_seconds(sound), sound)
    return None


def flac_seconds(head: bytes) -> float | None:
    """Return what the first block of a FLAC says; a stream of one may not know."""
    bits = int.from_bytes(head[18:26], "big")
    rate_hz, samples = bits >> 44, bits & (1 << 36) - 1
    return samples / rate_hz if rate_hz and samples else None


def _is_wav_or_mp3(sound: bytes) -> bool:
    # An AAC begins as an MP3 does, but for its layer, which is none.
    return not (sound[:1] == b"\xff" and len(sound) > 1 and sound[1] & 0xF6 == 0xF0)


def _believed(
    seconds: float | None, sound: bytes, bytes_per_second: int = _PACKED_BYTES_PER_SECOND_MAX
) -> int | None:
    # A month is no sound, but a head that is spoiled.
    if seconds is None or not seconds < _SECONDS_BELOW:
        return None
    return ceil(max(seconds, len(sound) / bytes_per_second))


def _ogg_seconds(sound: bytes) -> float | None:
    """Add up the streams of an Ogg, each as long as its last page says; one that begins with the
    number of another follows it."""
    ends_s: dict[bytes, float] = {}
    rates_hz: dict[bytes, int] = {}
    seconds, at = 0.0, 0
    while sound[at : at + 4] == b"OggS" and at + 27 <= len(sound):
        lacing = sound[at + 27 : at + 27 + sound[at + 26]]
        begin = at + 27 + len(lacing)
        serial, position = sound[at + 14 : at + 18], _little(sound[at + 6 : at + 14])
        if serial not in rates_hz or sound[at + 5] & _OGG_BEGINS:
            seconds += ends_s.pop(serial, 0.0)
            rates_hz[serial] = _ogg_rate_hz(sound[begin : begin + 64])
        if position < 1 << 62 and rates_hz[serial]:
            ends_s[serial] = max(position / rates_hz[serial], ends_s.get(serial, 0.0))
        at = begin + sum(lacing)
    return seconds + sum(ends_s.values()) or None


def _ogg_rate_hz(head: bytes) -> int:
    if head.startswith(b"OpusHead"):
        return _OPUS_HZ
    if head.startswith(b"\x01vorbis"):
        return _little(head[12:16])
    if head.startswith(b"Speex   "):
        return _little(head[36:40])
    if head.startswith(b"\x7fFLAC"):
        return int.from_bytes(head[27:30], "big") >> 4
    return 0


def _mp4_seconds(sound: bytes) -> float | None:
    """Return what the header of a movie says; one in fragments may say nothing."""
    movie = next((body for kind, body in _atoms(sound) if kind == _MOVIE), b"")
    header = next((body for kind, body in _atoms(movie) if kind == b"mvhd"), b"")
    if header[:1] == b"\x01":
        scale, length = _big(header[20:24]), _big(header[24:32])
    else:
        scale, length = _big(header[12:16]), _big(header[16:20])
    return length / scale if scale and length else None


def _atoms(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    while at + 8 <= len(content):
        size, kind, head = _big(content[at : at + 4]), content[at + 4 : at + 8], 8
        if size == 1:
            size, head = _big(content[at + 8 : at + 16]), 16
        size = size or len(content) - at
        if size < head:
            return
        yield kind, content[at + head : at + size] if kind != b"mdat" else b""
        at += size


def _webm_seconds(sound: bytes) -> float | None:
    """Return when the last block of a WebM begins, or how long it says it is, where that is more:
    what a browser records does not know its length."""
    scale, said, last, cluster = 1_000_000, 0.0, 0, 0
    for kind, begin, size in _elements(sound):
        if size > _NUMBER_BYTES_MAX and kind not in _BLOCKS:
            continue
        if kind == _TIME_SCALE:
            scale = _big(sound[begin : begin + size])
        elif kind == _DURATION:
            said = _real(sound[begin : begin + size])
        elif kind == _CLUSTER_TIME:
            cluster = _big(sound[begin : begin + size])
        elif kind in _BLOCKS and size > 3:
            track = _width(sound[begin])
            offset = int.from_bytes(sound[begin + track : begin + track + 2], "big", signed=True)
            last = max(last, cluster + offset)
    seconds = max(said, last) * scale / _NANOSECONDS
    return seconds or None


def _elements(sound: bytes) -> Iterator[tuple[int, int, int]]:
    """Yield each element of a Matroska with where its content begins and how many bytes it has;
    what holds others is opened, as far as they are looked for."""
    at = 0
    for _ in range(_ELEMENTS_MAX):
        if at + 2 > len(sound):
            return
        width = _width(sound[at])
        kind = _big(sound[at : at + width])
        at += width
        if at >= len(sound):
            return
        width = _width(sound[at])
        size = _big(sound[at : at + width]) & (1 << 7 * width) - 1
        at += width
        if at < len(sound):
            yield kind, at, size
        # What is open goes on to the end, or to the next of its kind: its size may be unknown.
        at += 0 if kind in _OPEN else size


def _width(first: int) -> int:
    """Return how many bytes a number has whose first is this."""
    return 9 - first.bit_length() if first else 9


def _real(digits: bytes) -> float:
    form = {4: ">f", 8: ">d"}.get(len(digits))
    found: float = struct.unpack(form, digits)[0] if form else 0.0
    return found if 0 <= found < 1e15 else 0.0


def _big(digits: bytes) -> int:
    return int.from_bytes(digits, "big")


def _little(digits: bytes) -> int:
    return int.from_bytes(digits, "little")
