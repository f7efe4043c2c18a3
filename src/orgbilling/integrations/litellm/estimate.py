"""What a request can cost at worst: its size in tokens, counted before anybody else counts."""

from dataclasses import dataclass
from typing import Any, Final

from orgbilling.integrations.litellm.settings import PluginSettings

# The members that a model reads; whatever else LiteLLM puts beside them costs nothing.
_READ: Final = (
    "messages", "prompt", "suffix", "input", "tools", "functions", "response_format", "prediction",
)  # fmt: skip
_LIMITS: Final = ("max_completion_tokens", "max_tokens")
_MEDIA: Final = frozenset({"image_url", "file_data", "input_audio"})
# What the largest image takes at the providers that say so; its bytes are not text.
_MEDIA_TOKENS: Final = 1_600
_OVERHEAD_TOKENS: Final = 16
_ANSWERS_MAX: Final = 128
_TOKENS_MAX: Final = 10_000_000


class WrongRequest(Exception):
    """A member of a request is not what can be charged; the text says what it must be."""

    def __init__(self, param: str, must: str) -> None:
        super().__init__(f"{param} {must}.")
        self.param = param


@dataclass(frozen=True)
class Size:
    """Tokens at worst. `output_limit` is what the request says of one answer, None if nothing."""

    input_tokens: int
    answers: int
    output_limit: int | None


def size_of(data: dict[str, Any], settings: PluginSettings) -> Size:
    """Measure a request as LiteLLM parsed it.

    Raises:
        WrongRequest: a count that is none.
    """
    limits = [_count(data, name) for name in _LIMITS if data.get(name) is not None]
    return Size(
        input_tokens=_input_tokens([data.get(name) for name in _READ], settings.bytes_per_token),
        answers=_answers(data),
        # Which of several binds is the provider's choice; at worst it is the largest.
        output_limit=max(limits, default=None),
    )


def _answers(data: dict[str, Any]) -> int:
    wanted = [_count(data, name) for name in ("n", "best_of") if data.get(name) is not None]
    answers = max(wanted, default=1)
    if answers > _ANSWERS_MAX:
        raise WrongRequest("n", f"must be at most {_ANSWERS_MAX}")
    prompts = data.get("prompt")
    # Every text of a list is completed on its own; a list of numbers is one text.
    many = isinstance(prompts, list) and bool(prompts) and not isinstance(prompts[0], int)
    return answers * (len(prompts) if many and isinstance(prompts, list) else 1)


def _count(data: dict[str, Any], name: str) -> int:
    value = data[name]
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value <= _TOKENS_MAX:
        raise WrongRequest(name, "must be a whole number above 0")
    return value


def _input_tokens(read: list[Any], bytes_per_token: int) -> int:
    text_bytes = others = 0
    waiting: list[Any] = [value for value in read if value is not None]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            text_bytes += text_bytes_of(item)
        elif isinstance(item, dict):
            for name, member in item.items():
                text_bytes += text_bytes_of(str(name))
                if name in _MEDIA:
                    others += _MEDIA_TOKENS
                else:
                    waiting.append(member)
        elif isinstance(item, list):
            waiting.extend(item)
        else:
            # A bare number is a token's id, or costs about as much as one.
            others += 1
    return -(-text_bytes // bytes_per_token) + others + _OVERHEAD_TOKENS


def text_bytes_of(text: str) -> int:
    """Return the bytes of a text in UTF-8, a broken one included."""
    return len(text.encode("utf-8", "surrogatepass"))
