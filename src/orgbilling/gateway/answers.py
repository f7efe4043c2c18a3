"""Answers of providers as JSON, and how much text they brought."""

import json
from decimal import Decimal
from typing import Any, Final

_DONE: Final = b"[DONE]"
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


def parsed(content: bytes) -> Any:
    """Parse an answer; None where it is no JSON. Where it may tell a cost, fractions are exact."""
    try:
        # Floats are read faster, and embeddings have thousands of them.
        return json.loads(content, parse_float=Decimal if b"cost" in content else None)
    except (ValueError, ArithmeticError, RecursionError):
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
    document = parsed(b"\n".join(lines))
    if document is None and len(lines) > 1:
        # Some leave out the empty line between events, so that each line is one.
        return [d for line in lines for d in _documents([line])]
    return [] if document is None else [document]


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
