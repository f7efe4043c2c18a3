"""A provider that speaks messages as Anthropic does, as a small server of its own; it misbehaves as
it is told.

The last text of the user may be a JSON object that says how: `input`, `output`, `cached`,
`written` tokens, `thought` (a text), `tool` (a name), `chunks` of a stream, `pause_ms` between
them, `status`, `cut` after so many events, `error_event` after so many, `silent_ms` before it
begins. It counts what it was asked; `GET /asked` tells.
"""

import asyncio
import json
import sys
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

KEY = "provider-secret"
asked: list[dict[str, Any]] = []


def orders_of(body: dict[str, Any]) -> dict[str, Any]:
    given = body["messages"][-1]["content"]
    if isinstance(given, list):
        texts = [block["text"] for block in given if block.get("type") == "text"]
        given = texts[-1] if texts else ""
    try:
        orders = json.loads(given)
    except ValueError:
        orders = {}
    return orders if isinstance(orders, dict) else {}


def error(kind: str, message: str) -> dict[str, Any]:
    inner = {"type": kind, "message": message}
    return {"type": "error", "error": inner, "request_id": "req_of_the_provider"}


def blocks_of(orders: dict[str, Any]) -> list[dict[str, Any]]:
    blocks: list[dict[str, Any]] = []
    if "thought" in orders:
        blocks.append({"type": "thinking", "thinking": orders["thought"], "signature": "signed"})
    words = "".join(f"w{number} " for number in range(orders.get("chunks", 3)))
    blocks.append({"type": "text", "text": words})
    if "tool" in orders:
        use = {
            "type": "tool_use",
            "id": "toolu_1",
            "name": orders["tool"],
            "input": {"city": "Oslo"},
        }
        blocks.append(use)
    return blocks


def input_usage(orders: dict[str, Any]) -> dict[str, Any]:
    return {
        "input_tokens": orders.get("input", 12),
        "cache_read_input_tokens": orders.get("cached", 0),
        "cache_creation_input_tokens": orders.get("written", 0),
    }


def message_of(body: dict[str, Any], orders: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": "msg_1", "type": "message", "role": "assistant", "model": body["model"],
        "content": blocks_of(orders),
        "stop_reason": "tool_use" if "tool" in orders else "end_turn", "stop_sequence": None,
        "usage": {**input_usage(orders), "output_tokens": orders.get("output", 5)},
    }  # fmt: skip


def pieces_of(block: dict[str, Any]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    if block["type"] == "text":
        words = block["text"].split(" ")[:-1]
        return {**block, "text": ""}, [{"type": "text_delta", "text": f"{word} "} for word in words]
    if block["type"] == "thinking":
        return {**block, "thinking": "", "signature": ""}, [
            {"type": "thinking_delta", "thinking": block["thinking"]},
            {"type": "signature_delta", "signature": block["signature"]},
        ]
    text = json.dumps(block["input"])
    halves = (text[:5], text[5:])
    return {**block, "input": {}}, [
        {"type": "input_json_delta", "partial_json": half} for half in halves
    ]


def events_of(body: dict[str, Any], orders: dict[str, Any]) -> list[dict[str, Any]]:
    message = message_of(body, orders)
    head = {**message, "content": [], "stop_reason": None}
    head["usage"] = {**input_usage(orders), "output_tokens": 1}
    events: list[dict[str, Any]] = [{"type": "message_start", "message": head}, {"type": "ping"}]
    for index, block in enumerate(message["content"]):
        start, deltas = pieces_of(block)
        events.append({"type": "content_block_start", "index": index, "content_block": start})
        events += [
            {"type": "content_block_delta", "index": index, "delta": delta} for delta in deltas
        ]
        events.append({"type": "content_block_stop", "index": index})
    delta = {"stop_reason": message["stop_reason"], "stop_sequence": None}
    usage = {"output_tokens": orders.get("output", 5)}
    events.append({"type": "message_delta", "delta": delta, "usage": usage})
    return [*events, {"type": "message_stop"}]


async def messages(request: Request) -> Response:
    body = await request.json()
    orders = orders_of(body)
    asked.append({"path": request.url.path, "body": body, "headers": dict(request.headers)})
    if request.headers.get("x-api-key") != KEY or "anthropic-version" not in request.headers:
        return JSONResponse(error("authentication_error", "invalid x-api-key"), 401)
    await asyncio.sleep(orders.get("silent_ms", 0) / 1000)
    if "status" in orders:
        kind = "overloaded_error" if orders["status"] == 529 else "invalid_request_error"
        return JSONResponse(error(kind, "as told"), orders["status"])
    if not body.get("stream"):
        return JSONResponse(message_of(body, orders))

    async def send() -> Any:
        for number, event in enumerate(events_of(body, orders)):
            if orders.get("cut") == number:
                raise RuntimeError("cut, as told")
            if orders.get("error_event") == number:
                broken = error("overloaded_error", "Overloaded")
                yield f"event: error\ndata: {json.dumps(broken)}\n\n".encode()
                return
            yield f"event: {event['type']}\ndata: {json.dumps(event)}\n\n".encode()
            await asyncio.sleep(orders.get("pause_ms", 0) / 1000)

    return StreamingResponse(send(), media_type="text/event-stream")


async def tell(_request: Request) -> Response:
    return JSONResponse(asked)


async def count(_request: Request) -> Response:
    return JSONResponse(len(asked))


app = Starlette(
    routes=[
        Route("/anthropic/v1/messages", messages, methods=["POST"]),
        Route("/asked", tell),
        Route("/count", count),
    ]
)


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="critical")
