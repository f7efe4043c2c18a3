"""Answers of providers as JSON, how much text they brought, and whether they are any."""

import json
from contextlib import suppress
from decimal import Decimal
from typing import Any, Final

from orgbilling.gateway.dialects.dialect import Dialect
from orgbilling.gateway.dialects.reader import error_of
from orgbilling.gateway.reasons import Reason

# Events that come before anything of an answer does.
_PREAMBLE: Final = frozenset({"response.created", "response.in_progress", "response.queued"})
_FAILED: Final = frozenset({"error", "response.failed"})
DONE_TYPES: Final = frozenset(
    {"image_generation.completed", "transcript.text.done", "speech.audio.done"}
)
"""Events that end a stream of pictures or sound, with the whole of it."""
_OUTPUT_TYPES: Final = (
    "response.", "content_block", "image_generation.", "transcript.text.", "speech.audio.",
)  # fmt: skip
# What a model wrote, by the names of all families: texts, reasoning, refusals, and what it asks of
# tools. Ids, signatures and roles are no text of a model.
_TEXT_NAMES: Final = frozenset(
    {
        "content", "text", "reasoning_content", "reasoning", "refusal", "thinking", "transcript",
        "tool_calls", "function", "function_call", "functionCall", "name", "arguments", "args",
        "input", "partial_json", "parts", "summary",
    }
)  # fmt: skip
# Reasoning in parts, where it is not told as a text as well.
_REASONING_PARTS: Final = "reasoning_details"
# Of a tool call: all that is in them was written by the model, whatever its names are.
_OBJECTS: Final = frozenset({"arguments", "args", "input"})

# An answer of so much is parsed in some ten milliseconds.
_AT_ONCE_BYTES_MAX: Final = 1 << 22
_VALUES_MAX: Final = 50_000
_TEXTS_MAX: Final = 10_000
_LONG_TEXT_BYTES: Final = 1 << 10
# So many signs before a quote tell whether it is one of the text.
_ESCAPES_MAX: Final = 256
_JSON_SPACE: Final = b" \t\r\n"
# What is looked for in an answer that is not parsed, in all families' words.
_FOUND: Final = ("model", "modelVersion", "usage", "usageMetadata", "meta")
_FOUND_BYTES_MAX: Final = 1 << 13
_END_BYTES, _BEGIN_BYTES = 1 << 18, 1 << 16
_DECODER: Final = json.JSONDecoder(parse_float=Decimal)


def parsed(content: bytes) -> Any:
    """Parse an answer; None where it is no JSON. Where it may tell a cost, fractions are exact.

    Of one that would take long, long texts are left out, or all but its model and its usage: the
    parser holds everybody up while it works.
    """
    if not is_read_at_once(content):
        return _parsed_in_part(content)
    return _parsed(content)


def is_read_at_once(content: bytes) -> bool:
    """Tell whether an answer is parsed in a moment: by its bytes, and by how many values it may
    have."""
    if len(content) < 2 * _VALUES_MAX:
        return True
    return is_short(content) and _values_at_most(content) <= _VALUES_MAX


def is_short(content: bytes) -> bool:
    """Tell whether an answer is short enough to be looked at as a whole."""
    return len(content) <= _AT_ONCE_BYTES_MAX


def _parsed(content: bytes) -> Any:
    try:
        # Floats are read faster, and embeddings have thousands of them.
        return json.loads(content, parse_float=Decimal if b"cost" in content else None)
    except (ValueError, ArithmeticError, RecursionError):
        return None


def _values_at_most(content: bytes) -> int:
    # Each but the first has one of these before it, and a pass that counts several is one pass.
    return len(content) - len(content.translate(None, b",:[{"))


def _parsed_in_part(content: bytes) -> Any:
    if content[:_LONG_TEXT_BYTES].lstrip(_JSON_SPACE)[:1] != b"{":
        return None
    shortened = _without_long_texts(content)
    if shortened is not None and is_read_at_once(shortened):
        return _parsed(shortened)
    found = {name: told for name in _FOUND if (told := _last_of(name, content)) is not None}
    return found or None


def _without_long_texts(content: bytes) -> bytes | None:
    """Return JSON with something in the place of each long text; None where it has many texts."""
    pieces: list[bytes] = []
    at = kept_from = 0
    for _ in range(_TEXTS_MAX):
        begin = content.find(b'"', at)
        if begin < 0:
            return b"".join((*pieces, content[kept_from:]))
        end = _end_of_text(content, begin)
        if end < 0:
            return None
        if end - begin > _LONG_TEXT_BYTES:
            pieces += (content[kept_from:begin], b'"..."')
            kept_from = end + 1
        at = end + 1
    return None


def _end_of_text(content: bytes, begin: int) -> int:
    end = begin
    for _ in range(_TEXTS_MAX):
        end = content.find(b'"', end + 1)
        if end < 0 or not _is_escaped(content, begin, end):
            return end
    return -1


def _is_escaped(content: bytes, begin: int, end: int) -> bool:
    before = content[max(begin + 1, end - _ESCAPES_MAX) : end]
    return (len(before) - len(before.rstrip(b"\\"))) % 2 == 1


def _last_of(name: str, content: bytes) -> Any:
    """Return the value of a member of this name, near the end or the begin. In a text its quotes
    would be escaped."""
    quoted = f'"{name}"'.encode()
    for part in (content[-_END_BYTES:], content[:_BEGIN_BYTES]):
        at = part.rfind(quoted)
        if at < 0:
            continue
        begin = at + len(quoted)
        text = part[begin : begin + _FOUND_BYTES_MAX].decode("utf-8", "replace").lstrip()
        with suppress(ValueError, ArithmeticError, RecursionError):
            if text.startswith(":"):
                return _DECODER.raw_decode(text[1:].lstrip())[0]
    return None


def output_bytes(document: Any) -> int:
    """Return the bytes of text that an answer, or an event of a stream, brought: content,
    reasoning, refusals and the arguments of tools, of every choice."""
    if not isinstance(document, dict):
        return 0
    delta = document.get("delta")
    if isinstance(delta, str):
        return _bytes(delta)
    total = _text_bytes(delta)
    for choice in _list(document.get("choices")):
        if isinstance(choice, dict):
            total += _bytes(choice.get("text"))
            total += _text_bytes(choice.get("delta")) + _text_bytes(choice.get("message"))
    for name in ("output", "candidates", "content", "content_block", "message"):
        total += _text_bytes(document.get(name))
    return total


def answer_error(document: Any, dialect: Dialect) -> Reason | None:
    """Return why an answer, or an event of a stream, is none; None where it is one."""
    error = error_of(document, dialect)
    return None if error is None else Reason.of(error.told)


def brings_output(document: Any) -> bool:
    """Tell whether an answer, or an event of a stream, brings anything that an answer is made of:
    text, tools, pictures, sound, vectors."""
    if not isinstance(document, dict):
        return False
    kind = document.get("type")
    if isinstance(kind, str) and kind.startswith(_OUTPUT_TYPES):
        return kind not in _PREAMBLE and kind not in _FAILED
    if any(_list(document.get(name)) for name in ("output", "data", "content", "results")):
        return True
    return any(map(_choice_brings_output, _list(document.get("choices"))))


def is_finished(document: Any) -> bool:
    """Tell whether a document says why its answer, or a choice of it, ended."""
    if not isinstance(document, dict):
        return False
    delta = document.get("delta")
    if isinstance(delta, dict) and delta.get("stop_reason"):
        return True
    if document.get("type") in DONE_TYPES:
        return True
    return any(
        isinstance(choice, dict) and bool(choice.get("finish_reason"))
        for choice in _list(document.get("choices"))
    )


def _choice_brings_output(choice: Any) -> bool:
    if not isinstance(choice, dict):
        return False
    for name in ("delta", "message"):
        part = choice.get(name)
        if isinstance(part, dict) and any(v for key, v in part.items() if key != "role"):
            return True
    return bool(choice.get("text"))


def _text_bytes(value: Any) -> int:
    """Return the bytes of the texts of a message, a part of it, or a list of either."""
    total = 0
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            total += _bytes(item)
        elif isinstance(item, list):
            waiting.extend(item)
        elif isinstance(item, dict):
            for name, member in item.items():
                if name in _OBJECTS and isinstance(member, dict | list):
                    total += _bytes(json.dumps(member, default=str)) if member else 0
                elif name in _TEXT_NAMES:
                    waiting.append(member)
            if not item.get("reasoning") and not item.get("reasoning_content"):
                waiting.append(item.get(_REASONING_PARTS))
    return total


def _bytes(value: Any) -> int:
    return len(value.encode("utf-8", "surrogatepass")) if isinstance(value, str) else 0


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
