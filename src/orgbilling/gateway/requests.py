"""What a request to a model can cost at worst, read from its body."""

import json
from dataclasses import dataclass
from typing import Any, Final, Literal

from orgbilling.bounds import OUTPUT_TOKENS_MAX
from orgbilling.edge.bodies import is_storable
from orgbilling.kernel.errors import Invalid

Kind = Literal["chat/completions", "completions", "embeddings", "responses"]

# An image costs by its size and detail, which its address does not tell; this is what the largest
# takes at the providers that say so. Its bytes are not text, and are not counted as such.
_IMAGE_TOKENS: Final = 1_600
_MEDIA_NAMES: Final = ("image_url", "file_data")
# Roles, separators and the names of tools are tokens too.
_OVERHEAD_TOKENS: Final = 16
_ANSWERS_MAX: Final = 128
# How the most output tokens are named, the present name first.
_LIMITS: Final[dict[Kind, tuple[str, ...]]] = {
    "chat/completions": ("max_completion_tokens", "max_tokens"),
    "completions": ("max_tokens",),
    "responses": ("max_output_tokens",),
    "embeddings": (),
}
_LIMIT_NAMES: Final = frozenset(name for names in _LIMITS.values() for name in names)


@dataclass(slots=True)
class ModelRequest:
    """A parsed body and what it says about its cost."""

    kind: Kind
    body: dict[str, Any]
    model: str
    answers: int
    limit: int | None
    is_stream: bool
    wants_usage: bool
    input_tokens: int

    def forwarded(self, model: str, output_tokens_max: int | None) -> bytes:
        """Return the body that a provider gets: its own name of the model, usage at the end of a
        stream, and a smaller limit where one was set; all else as the client sent it."""
        body = {**self.body, "model": model}
        if self.is_stream and self.kind != "responses":
            options = body.get("stream_options")
            body["stream_options"] = {
                **(options if isinstance(options, dict) else {}),
                "include_usage": True,
            }
        if output_tokens_max is not None:
            for name in _given_limits(self.kind, body) or _LIMITS[self.kind][:1]:
                body[name] = output_tokens_max
        return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode(
            "utf-8", "surrogatepass"
        )


def read_request(kind: Kind, raw: bytes, bytes_per_token: int) -> ModelRequest:
    """Parse a request to a model.

    Raises:
        Invalid: `invalid_request`: no JSON object, no model, or a limit that is none.
    """
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError):
        raise Invalid("The body is not JSON.", code="invalid_request") from None
    if not isinstance(body, dict):
        raise Invalid("The body must be a JSON object.", code="invalid_request")
    model = body.get("model")
    if not isinstance(model, str) or not 0 < len(model) <= 255 or not is_storable(model):
        raise _wrong("model", "must name a model")
    if body.get("service_tier") not in (None, "auto", "default"):
        raise _wrong("service_tier", "must be auto or default: the others have prices of their own")
    # One that is merely like true would be a stream to some providers, and not to us.
    if not (body.get("stream") is None or isinstance(body["stream"], bool)):
        raise _wrong("stream", "must be true or false")
    if body.get("background") not in (None, False):
        raise _wrong("background", "must be false: what ends later cannot be charged when it ends")
    for name in ("previous_response_id", "conversation"):
        # What a provider keeps under our key, it keeps for all organizations alike.
        if body.get(name) is not None:
            raise _wrong(name, "must be left out: send the whole conversation")
    options = body.get("stream_options")
    return ModelRequest(
        kind=kind,
        body=body,
        model=model,
        answers=_answers(kind, body),
        # Which of several binds is the provider's choice; at worst it is the largest.
        limit=max((_count(body, name) for name in _given_limits(kind, body)), default=None),
        is_stream=body.get("stream") is True and kind != "embeddings",
        wants_usage=isinstance(options, dict) and options.get("include_usage") is True,
        input_tokens=_input_tokens(body, bytes_per_token),
    )


def _answers(kind: Kind, body: dict[str, Any]) -> int:
    if kind not in ("chat/completions", "completions"):
        return 1
    wanted = [_count(body, name) for name in ("n", "best_of") if body.get(name) is not None]
    answers = max(wanted, default=1)
    if answers > _ANSWERS_MAX:
        raise _wrong("n", f"must be at most {_ANSWERS_MAX}")
    prompts = body.get("prompt") if kind == "completions" else None
    # Every text of a list is completed on its own; a list of numbers is one text.
    many = isinstance(prompts, list) and bool(prompts) and not isinstance(prompts[0], int)
    return answers * (len(prompts) if many and isinstance(prompts, list) else 1)


def _given_limits(kind: Kind, body: dict[str, Any]) -> tuple[str, ...]:
    return tuple(name for name in _LIMITS[kind] if body.get(name) is not None)


def _count(body: dict[str, Any], name: str) -> int:
    value = body[name]
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value <= OUTPUT_TOKENS_MAX:
        raise _wrong(name, "must be a whole number above 0")
    return value


def _wrong(name: str, must: str) -> Invalid:
    return Invalid(f"{name} {must}.", code="invalid_request", fields={"param": name})


def _input_tokens(body: dict[str, Any], bytes_per_token: int) -> int:
    # No model reads the limit; a request with the one that was named to it must not need more.
    read = {name: value for name, value in body.items() if name not in _LIMIT_NAMES}
    text_bytes, images, numbers = _measure(read)
    return -(-text_bytes // bytes_per_token) + images * _IMAGE_TOKENS + numbers + _OVERHEAD_TOKENS


def _measure(value: Any) -> tuple[int, int, int]:
    """Return the bytes of all texts, the number of images, and of bare numbers (token ids)."""
    text_bytes = images = numbers = 0
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            text_bytes += len(item.encode("utf-8", "surrogatepass"))
        elif isinstance(item, dict):
            # By its place and not by its look: a text may begin like a file.
            media = [name for name in _MEDIA_NAMES if name in item]
            images += len(media)
            item = {name: member for name, member in item.items() if name not in media}
            text_bytes += sum(len(name) for name in item)
            waiting.extend(item.values())
        elif isinstance(item, list):
            waiting.extend(item)
        else:
            numbers += 1
    return text_bytes, images, numbers
