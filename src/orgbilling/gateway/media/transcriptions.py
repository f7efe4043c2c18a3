"""`/v1/audio/transcriptions`: a sound to be written down, and what it can cost."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from math import ceil
from typing import Any, Final

from orgbilling.gateway.answers import parsed
from orgbilling.gateway.dialects.usage import Usage
from orgbilling.gateway.media.durations import sound_seconds
from orgbilling.gateway.media.forms import Form, FormFile, new_boundary, read_form, written_form
from orgbilling.gateway.media_rules import audio_tokens
from orgbilling.gateway.price_parts import SECOND
from orgbilling.gateway.prices import Price
from orgbilling.gateway.request_dialects import DEFAULT
from orgbilling.gateway.request_fields import Fitted, wrong
from orgbilling.gateway.request_media import Media
from orgbilling.gateway.requests import ModelRequest, request_of
from orgbilling.gateway.whole import WholeAnswer
from orgbilling.gateway.worst_case import Counted, InputAtWorst

_KIND: Final = "audio/transcriptions"
_FILE: Final = "file"
_LISTS: Final = "[]"
_FORMATS: Final = ("json", "text", "srt", "verbose_json", "vtt", "diarized_json")
_BOOLS: Final = {"true": True, "false": False, "": None}
# What a sound has at least that is no WAV or MP3, and has mostly: 6 and 32 kbit/s.
_BYTES_PER_SECOND_MIN, _BYTES_PER_SECOND = 750, 4_000
# Nobody says more in a second, in any language.
_OUTPUT_TOKENS_PER_SECOND: Final = 10
_OUTPUT_TOKENS_AT_LEAST: Final = 200


@dataclass(slots=True)
class TranscriptionRequest(ModelRequest):
    """A sound to be written down. `seconds_max` is how long it lasts at most, and `seconds` what
    is charged of it where its provider does not say."""

    sound: FormFile = field(default_factory=lambda: FormFile(b""))
    seconds: int = 0
    seconds_max: int = 0
    boundary: str = field(default_factory=new_boundary)

    @property
    def content_type(self) -> str:
        """What the body is that a provider gets."""
        return f"multipart/form-data; boundary={self.boundary}"

    def input_at_worst(
        self, fitted: Fitted, provider_model: str, context_tokens: int | None = None
    ) -> InputAtWorst:
        """Return the most input tokens: the sound, and the text that is to help with it. A long
        sound is read in pieces, so that no context bounds it."""
        del context_tokens
        heard = Media("audio", _FILE, len(self.sound.content), seconds=self.seconds_max)
        text = ModelRequest.input_at_worst(self, fitted, provider_model)
        return replace(text, audio=audio_tokens(heard, provider_model, self.model))

    def output_at_worst(self, provider_model: str, price: Price) -> int:
        """Return the most tokens of text that can be said in so long."""
        del provider_model
        tokens = self.seconds_max * _OUTPUT_TOKENS_PER_SECOND + _OUTPUT_TOKENS_AT_LEAST
        return tokens if price.has_output else 0

    def fees_at_worst(self, fitted: Fitted, provider_model: str, price: Price) -> dict[str, int]:
        """Return its seconds, where they have a price."""
        del fitted, provider_model
        return {SECOND: self.seconds_max} if price.has_fee(SECOND) else {}

    def input_fees(self, fees: Mapping[str, int]) -> dict[str, int]:
        """Return its seconds, as they are charged where the provider does not count them."""
        return dict.fromkeys(fees, self.seconds)

    def count(self, whole: WholeAnswer, provider_model: str, price: Price) -> Counted:
        """Return the text that came, and the length of the sound where the answer says it."""
        del provider_model
        document = next((each for each in whole.documents if isinstance(each, dict)), None)
        text = whole.content if document is None else _text_of(document)
        seconds = None if document is None else _seconds_of(document)
        has_fee = seconds is not None and price.has_fee(SECOND)
        return Counted(
            -(-len(text) // self.bytes_per_token),
            fees={SECOND: min(seconds, self.seconds_max)} if has_fee and seconds else {},
        )

    def understood(self, usage: Usage | None) -> Usage | None:
        """Return the usage; where it does not say what its input was, that was sound but for the
        text that was sent."""
        tokens = None if usage is None else usage.tokens
        if usage is None or tokens is None or tokens.audio_input:
            return usage
        text = ModelRequest.input_at_worst(self, self.fit(), "").text
        return replace(usage, tokens=replace(tokens, audio_input=max(tokens.input - text, 0)))

    def forwarded(
        self,
        model: str,
        output_tokens_max: int | None,
        dialect: str = DEFAULT,
        *,
        passes_through: bool = False,
        service_tier: str | None = None,
    ) -> bytes:
        """Return the form that a provider gets."""
        del output_tokens_max, service_tier
        body = self.fit(dialect, passes_through=passes_through).body
        fields = {name: _written(value) for name, value in body.items() if value is not None}
        return written_form({"model": model, **fields}, {_FILE: self.sound}, self.boundary)


def read_transcription(content_type: str, raw: bytes, bytes_per_token: int) -> TranscriptionRequest:
    """Parse a request for a transcription.

    Raises:
        Invalid: `invalid_request`: it is none, or brings no sound.
    """
    form = read_form(content_type, raw)
    body = _body_of(form)
    asked = request_of(_KIND, body, bytes_per_token)
    sound = form.files.get(_FILE)
    if sound is None or not sound.content:
        raise wrong(_FILE, "must be a sound: what stands at an address is of unknown length")
    for name in form.files.keys() - {_FILE}:
        raise wrong(name, "must be left out: one sound is written down")
    if body.get("response_format") not in (None, *_FORMATS):
        raise wrong("response_format", f"must be one of {', '.join(_FORMATS)}")
    told = sound_seconds(sound.content)
    size_bytes = len(sound.content)
    return TranscriptionRequest(
        kind=_KIND,
        body=body,
        model=asked.model,
        limit=None,
        is_stream=asked.is_stream,
        wants_usage=True,
        may_speak=False,
        bytes_per_token=bytes_per_token,
        sound=sound,
        seconds=told or ceil(size_bytes / _BYTES_PER_SECOND),
        seconds_max=told or ceil(size_bytes / _BYTES_PER_SECOND_MIN),
    )


def _body_of(form: Form) -> dict[str, Any]:
    """Return the fields of a form as a body has them."""
    body: dict[str, Any] = {}
    for name, texts in form.texts.items():
        if len(texts) > 1 and not name.endswith(_LISTS):
            raise wrong(name, "must be said once")
        body[name] = texts if name.endswith(_LISTS) else texts[0]
    if "stream" in body:
        word = body["stream"].lower()
        body["stream"] = _BOOLS.get(word, word)
    return body


def _written(value: Any) -> str | list[str]:
    if isinstance(value, bool):
        return str(value).lower()
    return [str(each) for each in value] if isinstance(value, list) else str(value)


def _text_of(document: dict[str, Any]) -> bytes:
    text = document.get("text")
    return text.encode("utf-8", "surrogatepass") if isinstance(text, str) else b""


def _seconds_of(document: dict[str, Any]) -> int | None:
    """Return how long the sound lasted, as a verbose answer says beside its usage."""
    said = document.get("duration")
    number = parsed(said.encode("utf-8", "replace")) if isinstance(said, str) else said
    if isinstance(number, bool) or not isinstance(number, int | float):
        return None
    return ceil(number) if 0 < number < 1e9 else None
