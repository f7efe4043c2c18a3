"""Messages, as Anthropic words them."""

from collections.abc import Iterator
from typing import Any

from tests.clients.provider.chat import pictures_in, texts_of
from tests.clients.provider.questions import Answer, Counted, Question


def question_of(body: dict[str, Any], size_bytes: int) -> Question:
    messages = body["messages"]
    users = [m["content"] for m in messages if m["role"] == "user"]
    choice = body.get("tool_choice") or {}
    shape = (body.get("output_config") or {}).get("format") or body.get("output_format") or {}
    last = messages[-1]["content"]
    return Question(
        model=body["model"],
        texts=[text for content in users for text in texts_of(content)],
        size_bytes=size_bytes,
        offered=frozenset(tool["name"] for tool in body.get("tools") or []),
        forced=choice.get("name") if choice.get("type") == "tool" else None,
        wants_json=shape.get("type") == "json_schema",
        is_after_tool=isinstance(last, list) and any(b["type"] == "tool_result" for b in last),
        limit=body["max_tokens"],
        pictures=sum(pictures_in(content) for content in users),
    )


def usage_of(counted: Counted) -> dict[str, Any]:
    return {
        "input_tokens": counted.new,
        "cache_read_input_tokens": counted.cached,
        "cache_creation_input_tokens": counted.written,
        "output_tokens": counted.output,
    }


def whole(question: Question, answer: Answer) -> dict[str, Any]:
    block: dict[str, Any] = {"type": "text", "text": answer.text}
    if answer.tool:
        block = {
            "type": "tool_use",
            "id": "toolu_1",
            "name": answer.tool,
            "input": answer.arguments,
        }
    return {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": question.model,
        "content": [block],
        "stop_reason": "tool_use" if answer.tool else "end_turn",
        "stop_sequence": None,
        "usage": usage_of(answer.counted),
    }


def events(question: Question, answer: Answer) -> Iterator[dict[str, Any]]:
    message = whole(question, answer)
    [block] = message["content"]
    begun = {**message, "content": [], "stop_reason": None}
    begun["usage"] = {**message["usage"], "output_tokens": 1}
    yield {"type": "message_start", "message": begun}
    yield {"type": "ping"}
    bare = {**block, "input": {}} if answer.tool else {**block, "text": ""}
    yield {"type": "content_block_start", "index": 0, "content_block": bare}
    text = answer.arguments_json
    deltas: list[dict[str, Any]] = [
        {"type": "input_json_delta", "partial_json": piece} for piece in (text[:7], text[7:])
    ]
    if not answer.tool:
        deltas = [{"type": "text_delta", "text": piece} for piece in answer.pieces]
    for delta in deltas:
        yield {"type": "content_block_delta", "index": 0, "delta": delta}
    yield {"type": "content_block_stop", "index": 0}
    delta = {"stop_reason": message["stop_reason"], "stop_sequence": None}
    usage = {"output_tokens": answer.counted.output}
    yield {"type": "message_delta", "delta": delta, "usage": usage}
    yield {"type": "message_stop"}
