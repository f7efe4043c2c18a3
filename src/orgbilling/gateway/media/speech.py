"""`/v1/audio/speech`: a request for a text to be spoken, and what it can cost."""

from dataclasses import dataclass, replace
from math import ceil
from typing import Final

from orgbilling.gateway.dialects.usage import Usage
from orgbilling.gateway.media.spoken import SoundReader
from orgbilling.gateway.prices import Price
from orgbilling.gateway.request_fields import Fitted, wrong
from orgbilling.gateway.requests import ModelRequest, read_body, request_of
from orgbilling.gateway.whole import WholeAnswer
from orgbilling.gateway.worst_case import Counted

_KIND: Final = "audio/speech"
CHARACTER: Final = "character"
"""The fee of a character that is spoken."""
_CHARACTERS_MAX: Final = 50_000
_FORMATS: Final = {
    "mp3": "audio/mpeg", "opus": "audio/ogg", "aac": "audio/aac", "flac": "audio/flac",
    "wav": "audio/wav", "pcm": "audio/pcm",
}  # fmt: skip
_SPEED_MIN, _SPEED_MAX = 0.25, 4.0
# A token of sound is 50 ms of it (platform.openai.com, guide "realtime costs").
_TOKENS_PER_SECOND: Final = 20
# Of letters nobody speaks fewer than four a second; a figure or a sign of another script may be a
# word, and takes a second at most.
_TOKENS_OF_LETTER, _TOKENS_OF_WORD, _TOKENS_AT_LEAST = 5, 20, 100
_CHARACTERS_PER_SECOND: Final = 15


@dataclass(slots=True)
class SpeechRequest(ModelRequest):
    """A text to be spoken. `brings_events`: as events, of which the last has the usage; else as
    sound, which is counted by how long it lasts."""

    text: str = ""
    speed: float = 1.0
    sound_format: str = "mp3"
    reader: SoundReader | None = None

    @property
    def brings_bytes(self) -> bool:
        """Whether its answer is passed on as it comes."""
        return not self.is_stream

    @property
    def bytes_type(self) -> str:
        """What its answer is where the provider does not say."""
        return _FORMATS.get(self.sound_format, "application/octet-stream")

    def bytes_reader(self) -> SoundReader | None:
        """Make what reads its answer; None where that is events."""
        if not self.brings_bytes:
            return None
        self.reader = SoundReader(_TOKENS_PER_SECOND, is_pcm=self.sound_format == "pcm")
        return self.reader

    def output_at_worst(self, provider_model: str, price: Price) -> int:
        """Return the most tokens of sound that the text can become."""
        del provider_model
        letters = sum(map(_is_letter, self.text))
        words = len(self.text) - letters
        tokens = letters * _TOKENS_OF_LETTER + words * _TOKENS_OF_WORD + _TOKENS_AT_LEAST
        tokens = ceil(tokens / min(self.speed, 1.0))
        return min(tokens, price.output_tokens_max or tokens) if price.has_output else 0

    def fees_at_worst(self, fitted: Fitted, provider_model: str, price: Price) -> dict[str, int]:
        """Return its characters, where they have a price."""
        del fitted, provider_model
        return {CHARACTER: len(self.text)} if price.has_fee(CHARACTER) else {}

    def count(self, whole: WholeAnswer, provider_model: str, price: Price) -> Counted:
        """Return nothing: what is no sound has no length that is known."""
        del whole, provider_model, price
        return Counted(0)

    def count_stream(self, ended: str, provider_model: str, price: Price) -> Counted | None:
        """Return the tokens of the sound that came, by its length, and never more than are held;
        where that does not tell, as many as the text usually becomes."""
        del ended
        if not price.has_output:
            return Counted(0)
        seconds = None if self.reader is None else self.reader.seconds()
        if seconds is None:
            seconds = len(self.text) / _CHARACTERS_PER_SECOND / self.speed
        most = self.output_at_worst(provider_model, price)
        tokens = min(ceil(seconds * _TOKENS_PER_SECOND), most)
        return Counted(tokens, audio_output_tokens=tokens)

    def understood(self, usage: Usage | None) -> Usage | None:
        """Return the usage: all of its output is sound."""
        tokens = None if usage is None else usage.tokens
        if usage is None or tokens is None:
            return usage
        return replace(usage, tokens=replace(tokens, audio_output=tokens.output))


def read_speech(raw: bytes, bytes_per_token: int) -> SpeechRequest:
    """Parse a request for speech.

    Raises:
        Invalid: `invalid_request`: it is none, or its text is too long.
    """
    body = read_body(raw)
    asked = request_of(_KIND, body, bytes_per_token)
    text = body.get("input")
    if not isinstance(text, str) or not text:
        raise wrong("input", "must be a text")
    if len(text) > _CHARACTERS_MAX:
        raise wrong("input", f"must have at most {_CHARACTERS_MAX:,} characters")
    speed = 1.0 if body.get("speed") is None else body["speed"]
    if isinstance(speed, bool) or not isinstance(speed, int | float):
        raise wrong("speed", "must be a number")
    if not _SPEED_MIN <= speed <= _SPEED_MAX:
        raise wrong("speed", f"must be between {_SPEED_MIN} and {_SPEED_MAX}")
    sound_format = body.get("response_format")
    if not isinstance(sound_format, str | None):
        raise wrong("response_format", f"must be one of {', '.join(_FORMATS)}")
    if body.get("stream_format") not in (None, "audio", "sse"):
        raise wrong("stream_format", "must be audio or sse")
    return SpeechRequest(
        kind=_KIND,
        body=body,
        model=asked.model,
        limit=None,
        is_stream=body.get("stream_format") == "sse",
        wants_usage=True,
        may_speak=True,
        bytes_per_token=bytes_per_token,
        text=text,
        speed=float(speed),
        sound_format=sound_format or "mp3",
    )


def _is_letter(character: str) -> bool:
    return character.isascii() and not character.isdigit()
