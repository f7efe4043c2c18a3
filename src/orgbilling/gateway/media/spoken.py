"""A provider's speech on its way to the client: bytes of sound, of which no end says anything."""

from math import ceil
from typing import Any, Final

from orgbilling.gateway.dialects.usage import Usage
from orgbilling.gateway.media.durations import flac_seconds
from orgbilling.gateway.reasons import Reason
from orgbilling.gateway.sounds import id3_bytes, mp3_frame, wav_bytes_per_second
from orgbilling.gateway.sse import Event

_HEAD_BYTES, _TAIL_BYTES = 1 << 14, 1 << 17
_PCM_BYTES_PER_SECOND: Final = 48_000
"""Of what OpenAI calls `pcm`: 24,000 samples of 16 bits."""
_OPUS_PER_SECOND: Final = 48_000
_AAC_SAMPLES: Final = 1_024
_AAC_HZ: Final = (
    96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000,
)  # fmt: skip


class SoundReader:
    """What `StreamReader` is to events, to sound: it passes on all of it, and keeps what tells how
    long it lasts. `is_pcm`: it was asked for without a head."""

    has_ended = False
    passes_hold = False
    waits_for_usage = False
    usage: Usage | None = None
    error: Reason | None = None
    error_event: Event | None = None
    last = b""
    model = ""

    def __init__(self, tokens_per_second: int, *, is_pcm: bool = False) -> None:
        self.hosted: dict[str, int] = {}
        self.sample: dict[str, Any] = {}
        self.size_bytes = 0
        self._tokens_per_second = tokens_per_second
        self._is_pcm = is_pcm
        self._head = b""
        self._tail = b""

    def feed(self, chunk: bytes) -> bytes:
        """Take what came; returns what the client gets now, which is all of it."""
        self.size_bytes += len(chunk)
        if len(self._head) < _HEAD_BYTES:
            self._head += chunk[: _HEAD_BYTES - len(self._head)]
        self._tail = (self._tail + chunk)[-_TAIL_BYTES:]
        return chunk

    def kept_bytes(self) -> int:
        """Return how much is kept of what came: little."""
        return 0

    def finish(self) -> bytes:
        """Return what was left, which is nothing."""
        return b""

    def output_tokens(self) -> int:
        """Return how many tokens of sound came, as far as its format tells."""
        return ceil((self.seconds() or 0) * self._tokens_per_second)

    def has_output(self) -> bool:
        """Tell whether anything came."""
        return self.size_bytes > 0

    def is_finished(self) -> bool:
        """Tell whether an end of the connection is the end of the sound, which nothing else is."""
        return self.size_bytes > 0

    def seconds(self) -> float | None:
        """Return how long the sound lasts that came; None where its format does not tell."""
        head, size_bytes = self._head, self.size_bytes
        if head[:4] == b"RIFF":
            per_second = wav_bytes_per_second(head)
            return None if per_second is None else size_bytes / per_second
        if head[:4] == b"OggS":
            return _opus_seconds(self._tail)
        if head[:4] == b"fLaC":
            return flac_seconds(head)
        if self._is_pcm:
            # Samples may look like the short marks of what follows.
            return size_bytes / _PCM_BYTES_PER_SECOND
        if head[:1] == b"\xff" and head[1:2] and head[1] & 0xF6 == 0xF0:
            return _aac_seconds(head, size_bytes)
        tags = id3_bytes(head)
        frame = mp3_frame(head[tags : tags + 4]) if len(head) >= tags + 4 else None
        if frame is None:
            return None
        frame_bytes, frame_s = frame
        return (size_bytes - tags) / frame_bytes * frame_s if frame_bytes else None


def _opus_seconds(tail: bytes) -> float | None:
    """Return the position that the last page of an Ogg says."""
    at = tail.rfind(b"OggS")
    position = int.from_bytes(tail[at + 6 : at + 14], "little") if at >= 0 else 0
    return position / _OPUS_PER_SECOND if 0 < position < 1 << 62 else None


def _aac_seconds(head: bytes, size_bytes: int) -> float | None:
    """Return how long an AAC lasts whose frames are as those at its beginning."""
    at = frames = 0
    rate_index = head[2] >> 2 & 15 if len(head) > 2 else 15
    while at + 7 <= len(head) and head[at] == 0xFF:
        frame_bytes = (head[at + 3] & 3) << 11 | head[at + 4] << 3 | head[at + 5] >> 5
        if frame_bytes < 7:
            break
        at, frames = at + frame_bytes, frames + 1
    if not frames or rate_index >= len(_AAC_HZ):
        return None
    return size_bytes / (at / frames) * _AAC_SAMPLES / _AAC_HZ[rate_index]
