"""A provider of models as a small server of its own: it answers in OpenAI's shape, and misbehaves
as it is told.

The last user message (or the input) may be a JSON object that says how: `input` and `output`
tokens, `chunks` of a stream, `pause_ms` between them, `status` with `retry_after`, `usage` (normal,
null, absent, last_chunk, first_chunk), `told` (a usage as it is to stand there), `model` that
answers, `cut` after so many chunks, `garbage`, `silent_ms` before it begins, `tool`. It gives no
more output tokens than it is told, but with `ignores_limit`, and refuses what does not fit into
`context` tokens. It counts what it was asked; `GET /asked` tells.
"""

import asyncio
import json
import sys
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

KEY = "provider-secret"
OWN_KEY = "sk-of-the-organization-9876"
ACCEPTED = (f"Bearer {KEY}", f"Bearer {OWN_KEY}")
asked: list[dict[str, Any]] = []


def orders_of(body: dict[str, Any]) -> dict[str, Any]:
    given = body.get("input") or body.get("prompt")
    for message in body.get("messages", []):
        given = message.get("content")
    if isinstance(given, list):
        given = next((part.get("text") for part in given if isinstance(part, dict)), None)
    try:
        orders = json.loads(given) if isinstance(given, str) else {}
    except ValueError:
        orders = {}
    return obeying(body, orders if isinstance(orders, dict) else {})


LIMITS = ("max_completion_tokens", "max_tokens", "max_output_tokens")


def obeying(body: dict[str, Any], orders: dict[str, Any]) -> dict[str, Any]:
    """The orders, with no more output than the request allows."""
    limit = next((body[name] for name in LIMITS if body.get(name) is not None), None)
    if limit is None or orders.get("ignores_limit"):
        return orders
    most = limit * body.get("n", 1)
    orders = {**orders, "output": min(orders.get("output", 5), most)}
    if orders.get("input", 0) + limit > orders.get("context", float("inf")):
        orders["status"] = 400
    return orders


def usage_of(orders: dict[str, Any], names: tuple[str, str]) -> dict[str, Any]:
    if "told" in orders:
        # In words of its own.
        own: dict[str, Any] = orders["told"]
        return own
    counts = orders.get("input", 12), orders.get("output", 5)
    usage: dict[str, Any] = {**dict(zip(names, counts, strict=True)), "total_tokens": sum(counts)}
    if "cached" in orders:
        usage[f"{names[0]}_details"] = {"cached_tokens": orders["cached"]}
    return usage


CHAT = ("prompt_tokens", "completion_tokens")
RESPONSES = ("input_tokens", "output_tokens")


def words(count: int) -> list[str]:
    return [f"w{number} " for number in range(count)]


async def chat(request: Request) -> Response:
    body = await request.json()
    orders = orders_of(body)
    refusal = await begin(request, body, orders)
    if refusal is not None:
        return refusal
    if body.get("stream"):
        return stream(chat_events(body, orders), orders)
    message: dict[str, Any] = {"role": "assistant", "content": "".join(words(3))}
    if orders.get("tool"):
        function = {"name": orders["tool"], "arguments": '{"city":"Oslo"}'}
        message = {
            "role": "assistant", "content": None,
            "tool_calls": [{"id": "call_1", "type": "function", "function": function}],
        }  # fmt: skip
    answer = {
        "id": "c1", "object": "chat.completion", "created": 1,
        "model": orders.get("model", body["model"]),
        "choices": [{"index": n, "message": message, "finish_reason": "stop"}
                    for n in range(body.get("n", 1))],
    }  # fmt: skip
    return whole(answer, orders, CHAT)


def chat_events(body: dict[str, Any], orders: dict[str, Any]) -> list[dict[str, Any] | str]:
    model = orders.get("model", body["model"])
    head = {"id": "c1", "object": "chat.completion.chunk", "created": 1, "model": model}
    wants = body.get("stream_options", {}).get("include_usage")
    kind = orders.get("usage", "normal")
    null = {"usage": None} if wants else {}
    events: list[dict[str, Any] | str] = [
        {**head, **null, "choices": [{"index": 0, "delta": {"content": word}}]}
        for word in words(orders.get("chunks", 3))
    ]
    if kind == "first_chunk":
        assert isinstance(events[0], dict)
        events[0]["usage"] = usage_of(orders, CHAT)
    last: dict[str, Any] = {
        **head,
        **null,
        "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}],
    }
    if kind == "last_chunk":
        last["usage"] = usage_of(orders, CHAT)
    events.append(last)
    if wants and kind == "normal":
        events.append({**head, "choices": [], "usage": usage_of(orders, CHAT)})
    events.append("[DONE]")
    return events


async def completions(request: Request) -> Response:
    body = await request.json()
    orders = orders_of(body)
    refusal = await begin(request, body, orders)
    if refusal is not None:
        return refusal
    head = {"id": "t1", "object": "text_completion", "created": 1, "model": body["model"]}
    if body.get("stream"):
        events: list[dict[str, Any] | str] = [
            {**head, "choices": [{"index": 0, "text": word, "finish_reason": None}]}
            for word in words(orders.get("chunks", 3))
        ]
        usage = {**head, "choices": [], "usage": usage_of(orders, CHAT)}
        return stream([*events, usage, "[DONE]"], orders)
    choice = {"index": 0, "text": "".join(words(3)), "finish_reason": "stop", "logprobs": None}
    return whole({**head, "choices": [choice]}, orders, CHAT)


async def embeddings(request: Request) -> Response:
    body = await request.json()
    orders = orders_of(body)
    refusal = await begin(request, body, orders)
    if refusal is not None:
        return refusal
    data = [{"object": "embedding", "index": 0, "embedding": [0.1, 0.2]}]
    answer = {"object": "list", "model": body["model"], "data": data}
    return whole(answer, {"output": 0, **orders}, CHAT)


async def responses(request: Request) -> Response:
    body = await request.json()
    orders = orders_of(body)
    refusal = await begin(request, body, orders)
    if refusal is not None:
        return refusal
    text = {"type": "output_text", "text": "".join(words(3)), "annotations": []}
    answer = {
        "id": "r1", "object": "response", "created_at": 1, "model": body["model"],
        "status": "completed", "parallel_tool_calls": True, "tool_choice": "auto", "tools": [],
        "output": [{"id": "m1", "type": "message", "role": "assistant", "status": "completed",
                    "content": [text]}],
    }  # fmt: skip
    if not body.get("stream"):
        return whole(answer, orders, RESPONSES)
    deltas: list[dict[str, Any] | str] = [
        {"type": "response.output_text.delta", "delta": word, "item_id": "m1", "output_index": 0,
         "content_index": 0, "sequence_number": number, "logprobs": []}
        for number, word in enumerate(words(orders.get("chunks", 3)))
    ]  # fmt: skip
    done = {**answer, "usage": usage_of(orders, RESPONSES)}
    end = {"type": "response.completed", "sequence_number": 99, "response": done}
    return stream([*deltas, end], orders)


async def begin(request: Request, body: dict[str, Any], orders: dict[str, Any]) -> Response | None:
    asked.append(
        {"path": request.url.path, "body": body, "headers": dict(request.headers), "cut": False}
    )
    if request.headers.get("authorization") not in ACCEPTED:
        return JSONResponse({"error": {"message": "bad key", "code": "invalid_api_key"}}, 401)
    await asyncio.sleep(orders.get("silent_ms", 0) / 1000)
    if "status" in orders:
        headers = {"retry-after": str(orders["retry_after"])} if "retry_after" in orders else {}
        error = {"message": "as told", "type": "provider", "code": "as_told", "param": None}
        return JSONResponse({"error": error}, orders["status"], headers=headers)
    return None


def whole(answer: dict[str, Any], orders: dict[str, Any], names: tuple[str, str]) -> Response:
    kind = orders.get("usage", "normal")
    if kind != "absent":
        answer["usage"] = None if kind == "null" else usage_of(orders, names)
    if orders.get("garbage"):
        return Response(b"\x00\xff not json", media_type="application/json")
    if "cut" in orders:
        return StreamingResponse(half_of(answer), media_type="application/json")
    return JSONResponse(answer)


async def half_of(answer: dict[str, Any]) -> Any:
    text = json.dumps(answer)
    yield text[: len(text) // 2]
    raise RuntimeError("cut, as told")


def stream(events: list[dict[str, Any] | str], orders: dict[str, Any]) -> StreamingResponse:
    mine = asked[-1]

    async def send() -> Any:
        for number, event in enumerate(events):
            if orders.get("cut") == number:
                mine["cut"] = True
                raise RuntimeError("cut, as told")
            if orders.get("garbage"):
                yield b"data: {not json\n\n"
            text = event if isinstance(event, str) else json.dumps(event)
            name = event["type"] if isinstance(event, dict) and "type" in event else None
            yield (f"event: {name}\n" if name else "").encode() + f"data: {text}\n\n".encode()
            if orders.get("pause_ms"):
                await asyncio.sleep(orders["pause_ms"] / 1000)

    return StreamingResponse(send(), media_type="text/event-stream")


async def models(request: Request) -> Response:
    if request.headers.get("authorization") not in ACCEPTED:
        return JSONResponse({"error": {"message": "bad key", "code": "invalid_api_key"}}, 401)
    return JSONResponse({"object": "list", "data": []})


async def tell(_request: Request) -> Response:
    return JSONResponse(asked)


async def count(_request: Request) -> Response:
    return JSONResponse(len(asked))


app = Starlette(
    routes=[
        Route("/v1/chat/completions", chat, methods=["POST"]),
        Route("/v1/completions", completions, methods=["POST"]),
        Route("/v1/embeddings", embeddings, methods=["POST"]),
        Route("/v1/responses", responses, methods=["POST"]),
        Route("/v1/models", models),
        Route("/elsewhere/v1/models", lambda _: RedirectResponse("/v1/models")),
        Route("/moved/v1/models", models),
        Route(
            "/moved/v1/chat/completions",
            lambda _: RedirectResponse("/v1/chat/completions"),
            methods=["POST"],
        ),
        Route("/asked", tell),
        Route("/count", count),
    ]
)


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="critical")
