"""Sounds of a length: as few bytes as say it."""

import struct

FRAME_BYTES, FRAME_S = 417, 1152 / 44_100


def wav(seconds: float, rate_hz: int = 8_000) -> bytes:
    """Silence of one byte a sample."""
    data = b"\x80" * round(seconds * rate_hz)
    told = struct.pack("<HHIIHH", 1, 1, rate_hz, rate_hz, 1, 8)
    head = b"WAVEfmt " + struct.pack("<I", len(told)) + told
    body = head + b"data" + struct.pack("<I", len(data)) + data
    return b"RIFF" + struct.pack("<I", len(body)) + body


def mp3(frames: int) -> bytes:
    """Frames of 128 kbit/s at 44,100 Hz: each has `FRAME_BYTES` and lasts `FRAME_S`."""
    return (b"\xff\xfb\x90\x00" + b"\x00" * (FRAME_BYTES - 4)) * frames


def flac(seconds: float, rate_hz: int = 16_000, size_bytes: int = 2_000) -> bytes:
    """The head of a FLAC, and something after it."""
    samples = round(seconds * rate_hz)
    bits = rate_hz << 44 | 0 << 41 | 15 << 36 | samples
    info = struct.pack(">HH", 4096, 4096) + b"\x00" * 6 + bits.to_bytes(8, "big") + b"\x00" * 16
    head = b"fLaC" + b"\x80" + len(info).to_bytes(3, "big") + info
    return head + b"\xff\xf8" + b"\x00" * max(size_bytes - len(head), 0)


def _page(content: bytes, position: int, number: int, flags: int) -> bytes:
    lacing = bytes([255] * (len(content) // 255) + [len(content) % 255])
    head = b"OggS" + bytes([0, flags]) + struct.pack("<QIII", position, 7, number, 0)
    return head + bytes([len(lacing)]) + lacing + content


def opus(seconds: float) -> bytes:
    """An Ogg of Opus, whose packets are none."""
    head = b"OpusHead" + struct.pack("<BBHIHB", 1, 1, 0, 48_000, 0, 0)
    tags = b"OpusTags" + struct.pack("<I", 4) + b"test" + struct.pack("<I", 0)
    end = _page(b"\xfc" * 40, round(seconds * 48_000), 2, 4)
    return _page(head, 0, 0, 2) + _page(tags, 0, 1, 0) + end
