"""How long a sound lasts, read from its own bytes. Nothing of it is decoded."""

from typing import Final

# No sound is encoded with fewer, in the formats that are read here.
_BYTES_PER_SECOND_MIN: Final = 1_000
_MP3_GAPS_MAX: Final = 1_000
_WAV_HEAD_BYTES_MAX: Final = 1 << 20


def wav_or_mp3_seconds(sound: bytes) -> int | None:
    """Return how long a WAV or MP3 lasts at most, rounded up; None of other formats."""
    if sound[:4] == b"RIFF" and sound[8:12] == b"WAVE":
        return _wav_seconds(sound)
    if sound[:3] == b"ID3" or (len(sound) > 1 and sound[0] == 0xFF and sound[1] & 0xE0 == 0xE0):
        return _mp3_seconds(sound)
    return None


def _wav_seconds(sound: bytes) -> int | None:
    per_second = wav_bytes_per_second(sound)
    return None if per_second is None else -(-len(sound) // per_second)


def wav_bytes_per_second(head: bytes) -> int | None:
    """Return how many bytes a second of a WAV has at least, by its beginning; None where it does
    not say."""
    at = 12
    while head[at : at + 4] != b"fmt ":
        if at + 8 > min(len(head), _WAV_HEAD_BYTES_MAX):
            return None
        # A chunk of odd length is followed by a byte of nothing.
        size_bytes = _little(head[at + 4 : at + 8])
        at += 8 + size_bytes + (size_bytes & 1)
    rate_hz, stated = _little(head[at + 12 : at + 16]), _little(head[at + 16 : at + 20])
    frame_bytes = _little(head[at + 20 : at + 22])
    is_pcm = _little(head[at + 8 : at + 10]) in (1, 3, 0xFFFE)
    # Which of the two a provider believes is not known.
    per_second = min(stated, rate_hz * frame_bytes) if is_pcm else 0
    return max(per_second, _BYTES_PER_SECOND_MIN)


_MP3_KBPS: Final = {
    # By version 1 (or 2 and 2.5) and layer.
    (True, 1): (0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448),
    (True, 2): (0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384),
    (True, 3): (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    (False, 1): (0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256),
    (False, 2): (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
    (False, 3): (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}


def _mp3_seconds(sound: bytes) -> int:
    """Add up the frames; what lies between them is taken for the slowest sound there is."""
    at, seconds, gaps, skipped_bytes = id3_bytes(sound), 0.0, 0, 0
    while at + 4 <= len(sound):
        frame = mp3_frame(sound[at : at + 4])
        if frame is not None:
            frame_bytes, frame_s = frame
            seconds += frame_s
            at += frame_bytes
            continue
        gaps += 1
        following = sound.find(b"\xff", at + 1) if gaps < _MP3_GAPS_MAX else -1
        following = len(sound) if following < 0 else following
        skipped_bytes += following - at
        at = following
    return int(seconds + skipped_bytes / _BYTES_PER_SECOND_MIN) + 1


def id3_bytes(sound: bytes) -> int:
    """Return how many bytes of tags stand before an MP3."""
    if sound[:3] != b"ID3":
        return 0
    sizes = zip(sound[6:10], (21, 14, 7, 0), strict=False)
    size = 10 + sum((byte & 0x7F) << shift for byte, shift in sizes)
    # One that says it is longer than all there is, is none.
    return size if size < len(sound) else 0


def mp3_frame(head: bytes) -> tuple[int, float] | None:
    """Return the bytes and the seconds of a frame by its four bytes; None where it is none."""
    if head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return None
    version, layer = head[1] >> 3 & 3, 4 - (head[1] >> 1 & 3)
    rate_index, kbps_index = head[2] >> 2 & 3, head[2] >> 4
    if version == 1 or layer == 4 or rate_index == 3 or kbps_index in (0, 15):
        return None
    is_first = version == 3
    rate_hz = (44_100, 48_000, 32_000)[rate_index] >> {3: 0, 2: 1, 0: 2}[version]
    samples = 384 if layer == 1 else 1152 if layer == 2 or is_first else 576
    bytes_per_frame = samples * _MP3_KBPS[is_first, layer][kbps_index] * 125 // rate_hz
    padding = (head[2] >> 1 & 1) * (4 if layer == 1 else 1)
    return bytes_per_frame + padding, samples / rate_hz


def _little(digits: bytes) -> int:
    return int.from_bytes(digits, "little")
