"""What a provider's answer says it used, and how much of it there was where it does not say."""

import json
from typing import Any, Final

from orgbilling.bounds import TOKENS_BELOW
from orgbilling.gateway.prices import Tokens

_DONE: Final = b"[DONE]"


def usage_of(document: Any) -> Tokens | None:
    """Read the usage of an answer or of a stream's event; None where it names none that counts.

    Understands the names of chat completions (`prompt_tokens`, `completion_tokens`) and of
    responses (`input_tokens`, `output_tokens`), each with its details.
    """
    if not isinstance(document, dict):
        return None
    usage = document.get("usage")
    if usage is None and isinstance(document.get("response"), dict):
        usage = document["response"].get("usage")
    if not isinstance(usage, dict):
        return None
    given_input = _first(usage, "prompt_tokens", "input_tokens")
    output = _first(usage, "completion_tokens", "output_tokens")
    # No call takes no input: who says so has not counted, and an uncounted call is not free.
    if given_input is None or given_input + (output or 0) == 0:
        return None
    inputs = _details(usage, "prompt_tokens_details", "input_tokens_details")
    outputs = _details(usage, "completion_tokens_details", "output_tokens_details")
    return Tokens(
        input=given_input,
        output=output or 0,
        cached_input=_number(inputs.get("cached_tokens")) or 0,
        cache_write=_number(inputs.get("cache_creation_tokens")) or 0,
        audio_input=_number(inputs.get("audio_tokens")) or 0,
        audio_output=_number(outputs.get("audio_tokens")) or 0,
        reasoning=_number(outputs.get("reasoning_tokens")) or 0,
    )


def output_bytes(document: Any) -> int:
    """Return the bytes of text that an answer, or an event of a stream, brought: content,
    reasoning, refusals and the arguments of tools, of every choice."""
    if not isinstance(document, dict):
        return 0
    if isinstance(document.get("delta"), str):
        return _bytes(document["delta"])
    total = 0
    for choice in _list(document.get("choices")):
        if isinstance(choice, dict):
            total += _bytes(choice.get("text"))
            for part in ("delta", "message"):
                total += _message_bytes(choice.get(part))
    for item in _list(document.get("output")):
        if isinstance(item, dict):
            total += _bytes(item.get("arguments"))
            total += sum(
                _bytes(part.get("text"))
                for part in _list(item.get("content"))
                if isinstance(part, dict)
            )
    return total


def parse_events(blob: bytes) -> list[Any]:
    """Parse the data of whole events, which may have several lines each; what is no JSON is left
    out."""
    documents: list[Any] = []
    lines: list[bytes] = []
    for line in (*blob.split(b"\n"), b""):
        if line.startswith(b"data:"):
            lines.append(line[5:].strip())
        elif lines and not line.strip():
            documents += _documents(lines)
            lines = []
    return documents


def _documents(lines: list[bytes]) -> list[Any]:
    if lines == [_DONE]:
        return []
    try:
        return [json.loads(b"\n".join(lines))]
    except (ValueError, RecursionError):
        # Some leave out the empty line between events, so that each line is one.
        return [d for line in lines for d in _documents([line])] if len(lines) > 1 else []


def _message_bytes(message: Any) -> int:
    if not isinstance(message, dict):
        return 0
    total = sum(
        _bytes(message.get(name))
        for name in ("content", "reasoning_content", "reasoning", "refusal")
    )
    for call in _list(message.get("tool_calls")):
        function = call.get("function") if isinstance(call, dict) else None
        if isinstance(function, dict):
            total += _bytes(function.get("arguments")) + _bytes(function.get("name"))
    return total


def _bytes(value: Any) -> int:
    return len(value.encode("utf-8", "surrogatepass")) if isinstance(value, str) else 0


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _details(usage: dict[str, Any], *names: str) -> dict[str, Any]:
    for name in names:
        if isinstance(usage.get(name), dict):
            return dict(usage[name])
    return {}


def _first(usage: dict[str, Any], *names: str) -> int | None:
    return next((count for name in names if (count := _number(usage.get(name))) is not None), None)


def _number(value: Any) -> int | None:
    # A float of whole tokens comes from some; a bool or less than nothing is no count.
    if (
        isinstance(value, bool)
        or not isinstance(value, int | float)
        or not 0 <= value < TOKENS_BELOW
    ):
        return None
    return int(value)
