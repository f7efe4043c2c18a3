"""Chat completions and embeddings, as OpenAI words them."""

import itertools
from collections.abc import Iterator
from typing import Any

from tests.clients.provider.questions import Answer, Counted, Question


def question_of(body: dict[str, Any], size_bytes: int) -> Question:
    messages = body["messages"]
    choice, shape = body.get("tool_choice"), body.get("response_format") or {}
    users = [m["content"] for m in messages if m["role"] == "user"]
    return Question(
        model=body["model"],
        texts=[text for content in users for text in texts_of(content)],
        size_bytes=size_bytes,
        offered=frozenset(tool["function"]["name"] for tool in body.get("tools") or []),
        forced=choice["function"]["name"] if isinstance(choice, dict) else None,
        wants_json=shape.get("type") in ("json_schema", "json_object"),
        is_after_tool=is_after_tool(messages),
        limit=body.get("max_completion_tokens") or body.get("max_tokens"),
        pictures=sum(pictures_in(content) for content in users),
    )


def is_after_tool(messages: list[dict[str, Any]]) -> bool:
    """Whether a tool has spoken since the last answer; what it showed may come after it."""
    since = itertools.takewhile(lambda message: message["role"] != "assistant", messages[::-1])
    return any(message["role"] == "tool" for message in since)


def texts_of(content: Any) -> list[str]:
    if isinstance(content, str):
        return [content]
    return [part["text"] for part in content if part.get("type") in ("text", "input_text")]


def pictures_in(content: Any) -> int:
    parts = content if isinstance(content, list) else []
    kinds = ("image_url", "input_image", "image")
    # The result of a tool may hold some.
    return sum(part["type"] in kinds or pictures_in(part.get("content")) for part in parts)


def usage_of(counted: Counted) -> dict[str, Any]:
    return {
        "prompt_tokens": counted.input,
        "completion_tokens": counted.output,
        "total_tokens": counted.input + counted.output,
        "prompt_tokens_details": {
            "cached_tokens": counted.cached,
            "cache_write_tokens": counted.written,
        },
    }


def calls_of(answer: Answer) -> list[dict[str, Any]]:
    function = {"name": answer.tool, "arguments": answer.arguments_json}
    return [{"id": "call_1", "type": "function", "function": function}]


def whole(question: Question, answer: Answer) -> dict[str, Any]:
    message: dict[str, Any] = {"role": "assistant", "content": answer.text, "refusal": None}
    if answer.tool:
        message |= {"content": None, "tool_calls": calls_of(answer)}
    finish = "tool_calls" if answer.tool else "stop"
    choice = {"index": 0, "message": message, "finish_reason": finish, "logprobs": None}
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": question.model,
        "choices": [choice],
        "usage": usage_of(answer.counted),
    }


def events(question: Question, answer: Answer, *, with_usage: bool) -> Iterator[dict[str, Any]]:
    head = {
        "id": "chatcmpl-1",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": question.model,
    }

    def chunk(delta: dict[str, Any], finish: str | None = None) -> dict[str, Any]:
        return {**head, "choices": [{"index": 0, "delta": delta, "finish_reason": finish}]}

    yield chunk({"role": "assistant", "content": None if answer.tool else ""})
    if answer.tool:
        [call] = calls_of(answer)
        begun = {**call, "index": 0, "function": {"name": answer.tool, "arguments": ""}}
        yield chunk({"tool_calls": [begun]})
        text = answer.arguments_json
        for piece in (text[:7], text[7:]):
            yield chunk({"tool_calls": [{"index": 0, "function": {"arguments": piece}}]})
    else:
        yield from (chunk({"content": piece}) for piece in answer.pieces)
    yield chunk({}, "tool_calls" if answer.tool else "stop")
    if with_usage:
        yield {**head, "choices": [], "usage": usage_of(answer.counted)}


def embedding_question(body: dict[str, Any], size_bytes: int) -> Question:
    given = body["input"]
    texts = [given] if isinstance(given, str) else [each for each in given if isinstance(each, str)]
    return Question(body["model"], texts, size_bytes)


def embeddings(body: dict[str, Any], counted: Counted) -> dict[str, Any]:
    many = body["input"] if isinstance(body["input"], list) else [body["input"]]
    # Three floats, little-endian: what clients ask for who ask for less to carry.
    vector: Any = "AACAPwAAAEAAAEBA" if body.get("encoding_format") == "base64" else [1.0, 2.0, 3.0]
    return {
        "object": "list",
        "model": body["model"],
        "data": [
            {"object": "embedding", "index": index, "embedding": vector}
            for index in range(len(many))
        ],
        "usage": {"prompt_tokens": counted.new, "total_tokens": counted.new},
    }
