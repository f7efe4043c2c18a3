"""The blocks of a message that is being streamed: one after another, each begun and ended once.

A chat may speak of several tool calls at once. Here the first is passed on as it comes, and what
comes of others waits until it is whole.
"""

import re
from collections import deque
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from orgbilling.gateway.messages.events import event

# A character that begins or ends something, or a backslash with what it escapes.
_MARKS: Final = re.compile(r'\\.?|["{}\[\]]', re.DOTALL)
_Kind = Literal["text", "thinking", "tool_use"]


class _ObjectEnd:
    """Finds the end of a JSON object that comes in pieces, each looked at once."""

    def __init__(self) -> None:
        self.has_come = False
        self._depth = 0
        self._is_text = False
        self._is_escaped = False

    def look_at(self, piece: str) -> None:
        """Go on with the next piece."""
        start = 1 if self._is_escaped else 0
        self._is_escaped = False
        for found in _MARKS.finditer(piece, start):
            mark = found.group()
            if mark[0] == "\\":
                # Two of them are a backslash; one at the end of the piece escapes what comes next.
                self._is_escaped = self._is_text and len(mark) == 1
            elif mark == '"':
                self._is_text = not self._is_text
            elif not self._is_text:
                self._depth += 1 if mark in "{[" else -1
                self.has_come = self.has_come or self._depth == 0


@dataclass(slots=True)
class _Block:
    kind: _Kind
    call_id: str = ""
    name: str = ""
    has_begun: bool = False
    waiting: list[str] = field(default_factory=list)
    arguments: "_ObjectEnd" = field(default_factory=lambda: _ObjectEnd())

    def is_whole(self) -> bool:
        """Tell whether a tool's arguments are whole, so that nothing of them can follow."""
        return self.kind != "tool_use" or self.arguments.has_come

    def start(self) -> dict[str, Any]:
        if self.kind == "text":
            return {"type": "text", "text": ""}
        if self.kind == "thinking":
            return {"type": "thinking", "thinking": "", "signature": ""}
        return {"type": "tool_use", "id": self.call_id, "name": self.name, "input": {}}

    def delta(self, text: str) -> dict[str, Any]:
        if self.kind == "text":
            return {"type": "text_delta", "text": text}
        if self.kind == "thinking":
            return {"type": "thinking_delta", "thinking": text}
        return {"type": "input_json_delta", "partial_json": text}


class BlockSequence:
    """Makes events of content out of the pieces of a chat completion."""

    def __init__(self) -> None:
        self._open: deque[_Block] = deque()
        self._last: _Block | None = None
        self._calls: dict[int | str, _Block] = {}
        self._index = 0
        self.uses_tools = False

    def text(self, kind: Literal["text", "thinking"], text: str) -> bytes:
        """Add text; returns the events that can be sent now."""
        last = self._last
        if last is None or last.kind != kind:
            last = self._add(_Block(kind))
        last.waiting.append(text)
        return self._send()

    def tool(self, index: Any, call_id: Any, name: Any, arguments: Any) -> bytes:
        """Add a piece of a tool call. It belongs to the call of its `index` or, where an upstream
        gives none, of its id; another id under an index that was seen is another call."""
        block = self._call(index, call_id if isinstance(call_id, str) else "")
        if isinstance(name, str) and not block.name:
            block.name = name
        if isinstance(arguments, str) and arguments:
            block.waiting.append(arguments)
            block.arguments.look_at(arguments)
        return self._send()

    def close(self) -> bytes:
        """End all blocks; nothing follows."""
        made = []
        while self._open:
            made.append(self._flush(self._open[0]))
            made.append(self._end())
        return b"".join(made)

    def _call(self, index: Any, call_id: str) -> _Block:
        is_index = isinstance(index, int) and not isinstance(index, bool)
        key: int | str = index if is_index else call_id
        known = self._calls.get(key)
        if known is None and not is_index and not call_id and self._calls:
            # Neither of them: more of the call that came last.
            known = next(reversed(self._calls.values()))
        if known is not None and (not call_id or known.call_id in ("", call_id)):
            known.call_id = known.call_id or call_id
            return known
        self._calls.pop(key, None)
        block = self._add(_Block("tool_use", call_id))
        self._calls[key] = block
        self.uses_tools = True
        return block

    def _add(self, block: _Block) -> _Block:
        self._open.append(block)
        self._last = block
        return block

    def _send(self) -> bytes:
        made = []
        while self._open:
            first = self._open[0]
            if first.kind == "tool_use" and not (first.name and first.call_id):
                break
            made.append(self._flush(first))
            if len(self._open) == 1 or not first.is_whole():
                break
            made.append(self._end())
        return b"".join(made)

    def _flush(self, block: _Block) -> bytes:
        made = []
        if not block.has_begun:
            block.has_begun = True
            block.call_id = block.call_id or f"toolu_{self._index}"
            made.append(
                event("content_block_start", index=self._index, content_block=block.start())
            )
        if block.waiting:
            delta = block.delta("".join(block.waiting))
            block.waiting.clear()
            made.append(event("content_block_delta", index=self._index, delta=delta))
        return b"".join(made)

    def _end(self) -> bytes:
        self._open.popleft()
        self._index += 1
        return event("content_block_stop", index=self._index - 1)
