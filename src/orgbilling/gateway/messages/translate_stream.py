"""A stream of chat completion chunks as the events of a message.

Source of the events and of their order: https://docs.claude.com/en/docs/build-with-claude/streaming
"""

from typing import Any

from orgbilling.edge.messages_errors import error_of, failed_stream
from orgbilling.gateway import sse
from orgbilling.gateway.messages.blocks import BlockSequence
from orgbilling.gateway.messages.events import EventDecoder, documents_of, event
from orgbilling.gateway.messages.translate_answer import (
    message_id,
    model_of,
    stop_of,
    thought_of,
)
from orgbilling.gateway.messages.translate_request import Wanted
from orgbilling.gateway.messages.usage import Counted, ReadUsage, as_message_usage


class StreamTranslator:
    """Translates a stream on its way to the client, fed with bytes that are split anywhere.

    The message ends where its usage is known: at `[DONE]`, or with the stream. A stream that breaks
    off before it said why it ended gets an error instead.
    """

    def __init__(self, wanted: Wanted, read_usage: ReadUsage, request_id: str) -> None:
        self._wanted = wanted
        self._read_usage = read_usage
        self._request_id = request_id
        self._decoder = EventDecoder()
        self._blocks = BlockSequence()
        self._has_begun = False
        self._has_ended = False
        self._is_refusal = False
        self._last_choice: dict[str, Any] | None = None
        self._usage: Counted | None = None

    def feed(self, chunk: bytes) -> bytes:
        """Take what came; returns the events that the client gets now."""
        return b"".join(map(self._translate, self._decoder.feed(chunk)))

    def finish(self) -> bytes:
        """Return the events that are left, when no more comes."""
        made = b"".join(map(self._translate, self._decoder.finish()))
        if self._has_ended:
            return made
        if self._last_choice is not None:
            return made + self._end()
        return made + self._fail(failed_stream(self._request_id))

    def _translate(self, came: sse.Event) -> bytes:
        made = b"".join(map(self._of_chunk, documents_of(came)))
        return made + self._end() if came.is_done and not self._has_ended else made

    def _of_chunk(self, chunk: dict[str, Any]) -> bytes:
        if self._has_ended:
            return b""
        if isinstance(chunk.get("error"), dict | str):
            return self._fail(error_of(chunk, 0, self._request_id))
        self._usage = self._read_usage(chunk) or self._usage
        choices = chunk.get("choices")
        if not isinstance(choices, list):
            return b""
        made = self._begin(chunk)
        for choice in choices:
            if isinstance(choice, dict) and choice.get("index", 0) == 0:
                made += self._of_choice(choice)
        return made

    def _of_choice(self, choice: dict[str, Any]) -> bytes:
        made = b""
        delta = choice.get("delta")
        if isinstance(delta, dict):
            thought = thought_of(delta)
            if thought and self._wanted.shows_thinking:
                made += self._blocks.text("thinking", thought)
            for name in ("content", "refusal"):
                text = delta.get(name)
                if isinstance(text, str) and text:
                    made += self._blocks.text("text", text)
                    self._is_refusal |= name == "refusal"
            calls = delta.get("tool_calls")
            for call in calls if isinstance(calls, list) else ():
                made += self._of_tool_call(call)
        if choice.get("finish_reason") is not None:
            self._last_choice = choice
        return made

    def _of_tool_call(self, call: Any) -> bytes:
        function = call.get("function") if isinstance(call, dict) else None
        if not isinstance(function, dict):
            return b""
        return self._blocks.tool(
            call.get("index"), call.get("id"), function.get("name"), function.get("arguments")
        )

    def _begin(self, chunk: dict[str, Any]) -> bytes:
        if self._has_begun:
            return b""
        self._has_begun = True
        message: dict[str, Any] = {
            "id": message_id(chunk, self._request_id),
            "type": "message",
            "role": "assistant",
            "model": model_of(chunk, self._wanted),
            "content": [],
            "stop_reason": None,
            "stop_sequence": None,
            # The input is counted at the end, and said there.
            "usage": as_message_usage(None),
        }
        return event("message_start", message=message) + event("ping")

    def _end(self) -> bytes:
        made = self._begin({}) + self._blocks.close()
        self._has_ended = True
        stop_reason, stop_sequence = stop_of(
            self._last_choice or {},
            self._wanted,
            uses_tools=self._blocks.uses_tools,
            is_refusal=self._is_refusal,
        )
        delta = {"stop_reason": stop_reason, "stop_sequence": stop_sequence}
        # Where it is settled by now, what was charged.
        usage = as_message_usage(self._read_usage({}) or self._usage)
        return made + event("message_delta", delta=delta, usage=usage) + event("message_stop")

    def _fail(self, error: dict[str, Any]) -> bytes:
        self._has_ended = True
        return event("error", **{name: error[name] for name in error if name != "type"})
