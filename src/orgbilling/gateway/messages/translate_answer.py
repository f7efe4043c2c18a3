"""A whole chat completion as a message."""

import json
from typing import Any, Final

from orgbilling.gateway.messages.translate_request import Wanted
from orgbilling.gateway.messages.usage import ReadUsage, as_message_usage

# Why a choice ended, in both languages.
_STOP_REASONS: Final = {
    "stop": "end_turn",
    "length": "max_tokens",
    "tool_calls": "tool_use",
    "function_call": "tool_use",
    "content_filter": "refusal",
}
_THOUGHT_NAMES: Final = ("reasoning_content", "reasoning")


def translate_answer(
    completion: dict[str, Any], wanted: Wanted, read_usage: ReadUsage, request_id: str
) -> dict[str, Any]:
    """Translate a chat completion; of several choices the first.

    `request_id` names the message where the completion has no id.
    """
    choices = completion.get("choices")
    choice = choices[0] if isinstance(choices, list) and choices else {}
    choice = choice if isinstance(choice, dict) else {}
    message = choice.get("message")
    message = message if isinstance(message, dict) else {}
    content = _content(message, wanted)
    ended, stop_sequence = stop_of(
        choice,
        wanted,
        uses_tools=any(block["type"] == "tool_use" for block in content),
        is_refusal=bool(message.get("refusal")),
    )
    return {
        "id": message_id(completion, request_id),
        "type": "message",
        "role": "assistant",
        "model": model_of(completion, wanted),
        "content": content,
        "stop_reason": ended,
        "stop_sequence": stop_sequence,
        "usage": as_message_usage(read_usage(completion)),
    }


def message_id(document: dict[str, Any], request_id: str) -> str:
    """Return the id of a message, from the completion or chunk that it is made of."""
    given = document.get("id")
    return f"msg_{given if isinstance(given, str) and given else request_id}"


def model_of(document: dict[str, Any], wanted: Wanted) -> str:
    """Return the model that says it answered, else the one that was asked."""
    model = document.get("model")
    return model if isinstance(model, str) and model else wanted.model


def thought_of(message: dict[str, Any]) -> str:
    """Return what a message, or a piece of one, says of the model's thinking."""
    named = (message.get(name) for name in _THOUGHT_NAMES)
    return next((text for text in named if isinstance(text, str) and text), "")


def stop_of(
    choice: dict[str, Any], wanted: Wanted, *, uses_tools: bool, is_refusal: bool
) -> tuple[str, str | None]:
    """Return why an answer ended, and the text that ended it where the upstream names one."""
    if is_refusal:
        return "refusal", None
    ended = _STOP_REASONS.get(str(choice.get("finish_reason")), "end_turn")
    if ended == "end_turn" and uses_tools:
        # Some say stop where they mean that tools are to be called.
        return "tool_use", None
    # vLLM and what descends from it say which text it was.
    met = choice.get("stop_reason")
    if ended == "end_turn" and isinstance(met, str) and met in wanted.stop_sequences:
        return "stop_sequence", met
    return ended, None


def _content(message: dict[str, Any], wanted: Wanted) -> list[dict[str, Any]]:
    content: list[dict[str, Any]] = []
    thought = thought_of(message)
    if thought and wanted.shows_thinking:
        # No upstream but Anthropic's own signs its thoughts.
        content.append({"type": "thinking", "thinking": thought, "signature": ""})
    content += [
        {"type": "text", "text": text}
        for text in (message.get("content"), message.get("refusal"))
        if isinstance(text, str) and text
    ]
    calls = message.get("tool_calls")
    for number, call in enumerate(calls if isinstance(calls, list) else ()):
        function = call.get("function") if isinstance(call, dict) else None
        if isinstance(function, dict):
            content.append(
                {
                    "type": "tool_use",
                    "id": call.get("id") or f"toolu_{number}",
                    "name": function.get("name") or "",
                    "input": _input(function.get("arguments")),
                }
            )
    return content


def _input(arguments: Any) -> dict[str, Any]:
    if isinstance(arguments, dict):
        return arguments
    if not isinstance(arguments, str) or not arguments.strip():
        return {}
    try:
        given = json.loads(arguments)
    except (ValueError, RecursionError):
        given = None
    # A model may write what is no object; whoever runs the tool sees what it was.
    return given if isinstance(given, dict) else {"unreadable_arguments": arguments}
