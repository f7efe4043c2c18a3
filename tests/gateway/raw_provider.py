"""A provider as a small server of its own that sends, byte for byte and at the moment that it is
told to, whatever a provider may send: `python raw_provider.py PORT`.

It plays several providers, by the first part of the path: `/a/v1/…`, `/b/v1/…`. The last user
message (or the input) is a JSON object with an order for each: `status`, `headers`, `silent_ms`
before the first byte, `drop` instead of it, and `steps` of the body: a text is sent, a number is a
pause in milliseconds, `drop` cuts the connection. Without an order it answers as it should.
`GET /asked` tells what it was asked, by whom and on which connection.
"""

import asyncio
import json
import sys
from itertools import count
from typing import Any

DROP = "drop"
asked: list[dict[str, Any]] = []
connections = count(1)

HEAD = {"id": "c1", "created": 1, "model": "raw-model"}
USAGE = {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120}
CHUNK = {**HEAD, "object": "chat.completion.chunk"}
ANSWER = {
    **HEAD, "object": "chat.completion", "usage": USAGE,
    "choices": [{"index": 0, "finish_reason": "stop",
                 "message": {"role": "assistant", "content": "Hello."}}],
}  # fmt: skip


def event(document: Any) -> str:
    text = document if isinstance(document, str) else json.dumps(document)
    return f"data: {text}\n\n"


def delta(text: str, **more: Any) -> str:
    return event({**CHUNK, "choices": [{"index": 0, "delta": {"content": text}}], **more})


STOP = event({**CHUNK, "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
COUNTED = event({**CHUNK, "choices": [], "usage": USAGE})
DONE = event("[DONE]")
STREAM = [delta("Hel"), delta("lo."), STOP, COUNTED, DONE]


def order_for(who: str, body: dict[str, Any]) -> dict[str, Any]:
    given = body.get("input") or body.get("prompt")
    for message in body.get("messages", []):
        given = message.get("content")
    try:
        orders = json.loads(given) if isinstance(given, str) else {}
    except ValueError:
        orders = {}
    order = orders.get(who) if isinstance(orders, dict) else None
    if isinstance(order, dict):
        return order
    if body.get("stream"):
        return {"headers": {"content-type": "text/event-stream"}, "steps": STREAM}
    return {"steps": [json.dumps(ANSWER)]}


async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    number = next(connections)
    try:
        while await answer(reader, writer, number):
            pass
    except (asyncio.IncompleteReadError, ConnectionError):
        pass
    finally:
        writer.close()


async def answer(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, connection: int
) -> bool:
    """Answer one request; returns whether the connection is kept."""
    start, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    headers = {
        name.strip().lower(): value.strip()
        for name, _, value in (line.partition(":") for line in lines if line)
    }
    content = await reader.readexactly(int(headers.get("content-length", "0")))
    _, path, _ = start.split(" ")
    if path == "/asked":
        await send_head(writer, 200, {})
        return await send_steps(writer, [json.dumps(asked)])
    who = path.split("/")[1]
    body = json.loads(content) if content else {}
    asked.append(
        {"who": who, "path": path, "body": body, "headers": headers, "connection": connection}
    )
    order = order_for(who, body)
    await asyncio.sleep(order.get("silent_ms", 0) / 1000)
    if order.get(DROP):
        writer.transport.abort()
        return False
    await send_head(writer, order.get("status", 200), order.get("headers", {}))
    return await send_steps(writer, order.get("steps", []))


async def send_head(writer: asyncio.StreamWriter, status: int, headers: dict[str, str]) -> None:
    given = {"content-type": "application/json", "transfer-encoding": "chunked", **headers}
    lines = [f"HTTP/1.1 {status} As told", *(f"{name}: {value}" for name, value in given.items())]
    writer.write("\r\n".join([*lines, "", ""]).encode("latin-1"))
    await writer.drain()


async def send_steps(writer: asyncio.StreamWriter, steps: list[Any]) -> bool:
    for step in steps:
        if step == DROP:
            writer.transport.abort()
            return False
        if isinstance(step, int | float):
            await asyncio.sleep(step / 1000)
            continue
        # Bytes that are no text are written as the characters of the same numbers.
        piece = step.encode("utf-8") if isinstance(step, str) else bytes(step)
        if not piece:
            # It would say that the body ends.
            continue
        writer.write(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
        await writer.drain()
    writer.write(b"0\r\n\r\n")
    await writer.drain()
    return True


async def main(port: int) -> None:
    server = await asyncio.start_server(serve, "127.0.0.1", port)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
