"""Responses, as OpenAI words them."""

from collections.abc import Iterator
from typing import Any

from tests.clients.provider.chat import pictures_in, texts_of
from tests.clients.provider.questions import Answer, Counted, Question

TOOL_OUTPUTS = ("function_call_output", "custom_tool_call_output", "local_shell_call_output")


def question_of(body: dict[str, Any], size_bytes: int) -> Question:
    given = body["input"]
    items = [{"role": "user", "content": given}] if isinstance(given, str) else given
    users = [item["content"] for item in items if item.get("role") == "user"]
    choice, shape = body.get("tool_choice"), (body.get("text") or {}).get("format") or {}
    return Question(
        model=body["model"],
        texts=[text for content in users for text in texts_of(content)],
        size_bytes=size_bytes,
        offered=frozenset(tool["name"] for tool in body.get("tools") or [] if "name" in tool),
        forced=choice.get("name") if isinstance(choice, dict) else None,
        wants_json=shape.get("type") in ("json_schema", "json_object"),
        is_after_tool=items[-1].get("type") in TOOL_OUTPUTS,
        limit=body.get("max_output_tokens"),
        pictures=sum(pictures_in(content) for content in users),
    )


def usage_of(counted: Counted) -> dict[str, Any]:
    return {
        "input_tokens": counted.input,
        "input_tokens_details": {
            "cached_tokens": counted.cached,
            "cache_write_tokens": counted.written,
        },
        "output_tokens": counted.output,
        "output_tokens_details": {"reasoning_tokens": 0},
        "total_tokens": counted.input + counted.output,
    }


def item_of(answer: Answer) -> dict[str, Any]:
    if answer.tool:
        return {
            "type": "function_call",
            "id": "fc_1",
            "call_id": "call_1",
            "name": answer.tool,
            "arguments": answer.arguments_json,
            "status": "completed",
        }
    return {
        "type": "message",
        "id": "msg_1",
        "role": "assistant",
        "status": "completed",
        "content": [{"type": "output_text", "text": answer.text, "annotations": []}],
    }


def response_of(question: Question) -> dict[str, Any]:
    """One that has begun."""
    return {
        "id": "resp_1",
        "object": "response",
        "created_at": 1,
        "model": question.model,
        "status": "in_progress",
        "parallel_tool_calls": True,
        "tool_choice": "auto",
        "tools": [],
        "output": [],
        "error": None,
        "incomplete_details": None,
        "instructions": None,
        "metadata": {},
        "temperature": 1,
        "top_p": 1,
        "usage": None,
    }


def whole(question: Question, answer: Answer) -> dict[str, Any]:
    return {
        **response_of(question),
        "status": "completed",
        "output": [item_of(answer)],
        "usage": usage_of(answer.counted),
    }


def events(question: Question, answer: Answer) -> Iterator[dict[str, Any]]:
    begun, item = response_of(question), item_of(answer)
    bare = {**item, "status": "in_progress"}
    bare |= {"arguments": ""} if answer.tool else {"content": []}
    listed: list[dict[str, Any]] = [
        {"type": "response.created", "response": begun},
        {"type": "response.in_progress", "response": begun},
        {"type": "response.output_item.added", "output_index": 0, "item": bare},
        *(tool_events(answer) if answer.tool else text_events(answer)),
        {"type": "response.output_item.done", "output_index": 0, "item": item},
        {"type": "response.completed", "response": whole(question, answer)},
    ]
    for number, event in enumerate(listed):
        yield {**event, "sequence_number": number}


def tool_events(answer: Answer) -> Iterator[dict[str, Any]]:
    at, text = {"item_id": "fc_1", "output_index": 0}, answer.arguments_json
    for piece in (text[:7], text[7:]):
        yield {"type": "response.function_call_arguments.delta", **at, "delta": piece}
    done = {"name": answer.tool, "arguments": text}
    yield {"type": "response.function_call_arguments.done", **at, **done}


def text_events(answer: Answer) -> Iterator[dict[str, Any]]:
    at = {"item_id": "msg_1", "output_index": 0, "content_index": 0}
    part = {"type": "output_text", "text": "", "annotations": []}
    yield {"type": "response.content_part.added", **at, "part": part}
    for piece in answer.pieces:
        yield {"type": "response.output_text.delta", **at, "delta": piece, "logprobs": []}
    yield {"type": "response.output_text.done", **at, "text": answer.text, "logprobs": []}
    done = {**part, "text": answer.text}
    yield {"type": "response.content_part.done", **at, "part": done}
