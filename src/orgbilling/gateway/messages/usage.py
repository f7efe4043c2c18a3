"""Tokens that were counted, as the usage of a message."""

from collections.abc import Callable
from typing import Any, Protocol, TypeAlias


class Counted(Protocol):
    """Tokens of a call. The named parts are among `input` and `output`, not beside them."""

    @property
    def input(self) -> int: ...
    @property
    def output(self) -> int: ...
    @property
    def cached_input(self) -> int: ...
    @property
    def cache_write(self) -> int: ...
    @property
    def reasoning(self) -> int: ...


ReadUsage: TypeAlias = Callable[[Any], Counted | None]
"""The one rule by which the usage of a chat completion, or of a chunk of one, is read."""


def as_message_usage(counted: Counted | None) -> dict[str, Any]:
    """Return tokens as the `usage` of a message; all 0 where nobody has counted yet.

    Anthropic counts the input that was read from a cache, or written to it, beside `input_tokens`.
    """
    if counted is None:
        return {
            "input_tokens": 0, "output_tokens": 0,
            "cache_read_input_tokens": 0, "cache_creation_input_tokens": 0,
        }  # fmt: skip
    beside = counted.cached_input + counted.cache_write
    usage: dict[str, Any] = {
        "input_tokens": max(counted.input - beside, 0),
        "output_tokens": counted.output,
        "cache_read_input_tokens": counted.cached_input,
        "cache_creation_input_tokens": counted.cache_write,
    }
    if counted.reasoning:
        usage["output_tokens_details"] = {"thinking_tokens": counted.reasoning}
    return usage
