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


def mp4(seconds: float, size_bytes: int = 4_000) -> bytes:
    """The head of an MPEG-4, after what it holds."""

    def atom(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", 8 + len(content)) + kind + content

    header = b"\x00" * 12 + struct.pack(">II", 1_000, round(seconds * 1_000)) + b"\x00" * 80
    return (
        atom(b"ftyp", b"M4A isom")
        + atom(b"mdat", b"\x00" * size_bytes)
        + atom(b"moov", atom(b"mvhd", header))
    )


def webm(seconds: int, says: float | None = None) -> bytes:
    """A WebM as browsers record it: blocks of 20 ms in clusters of a second, of unknown sizes."""

    def element(kind: str, content: bytes) -> bytes:
        return bytes.fromhex(kind) + (0x10000000 | len(content)).to_bytes(4, "big") + content

    unknown = b"\x01\xff\xff\xff\xff\xff\xff\xff"
    scale = element("2AD7B1", (1_000_000).to_bytes(3, "big"))
    info = scale + (element("4489", struct.pack(">d", says * 1_000)) if says else b"")
    clusters = b"".join(
        bytes.fromhex("1F43B675") + unknown
        + element("E7", (second * 1_000).to_bytes(4, "big"))
        + b"".join(
            element("A3", b"\x81" + struct.pack(">h", at) + b"\x80" + b"\x00" * 10)
            for at in range(0, 1_000, 20)
        )
        for second in range(seconds)
    )  # fmt: skip
    head = element("1A45DFA3", element("4282", b"webm"))
    return head + bytes.fromhex("18538067") + unknown + element("1549A966", info) + clusters
