"""A provider of pictures, sound, verdicts and ranks as a small server of its own: it answers in
OpenAI's shape, and misbehaves as it is told.

The text that it is sent (`prompt`, `input`, `query`) may be a JSON object that says how: `usage` as
it is to stand in the answer, `pictures` that come, `size` and `quality` that it says, `status`,
`silent_ms` before it begins, `begin` of a sound, `error` in a 200, `cut` in the midst of its
answer, `gzip`, `content_type`. It counts what it was asked; `GET /asked` tells.
"""

import asyncio
import email.parser
import email.policy
import gzip
import hashlib
import json
import sys
from collections.abc import AsyncIterator
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from tests.gateway.made_sounds import FRAME_S, flac, mp3, opus, wav

KEY = "media-secret"
OWN_KEY = "sk-of-an-organization-4321"
PICTURE = "aGVsbG8="
asked: list[dict[str, Any]] = []


def orders_of(text: Any) -> dict[str, Any]:
    try:
        orders = json.loads(text) if isinstance(text, str) else {}
    except ValueError:
        orders = {}
    return orders if isinstance(orders, dict) else {}


async def begin(request: Request, body: dict[str, Any], orders: dict[str, Any]) -> Response | None:
    asked.append({"path": request.url.path, "body": body, "headers": dict(request.headers)})
    if request.headers.get("authorization") not in (f"Bearer {KEY}", f"Bearer {OWN_KEY}"):
        return JSONResponse({"error": {"message": "bad key", "code": "invalid_api_key"}}, 401)
    await asyncio.sleep(orders.get("silent_ms", 0) / 1000)
    error = {"message": "as told", "type": "provider", "code": "as_told", "param": None}
    if "status" in orders:
        return JSONResponse({"error": error}, orders["status"])
    return JSONResponse({"error": error}) if orders.get("error") else None


def finished(content: bytes, content_type: str, orders: dict[str, Any]) -> Response:
    headers = {"content-type": orders.get("content_type", content_type)}
    if orders.get("gzip"):
        headers["content-encoding"] = "gzip"
        content = gzip.compress(content)
    if "cut" in orders:
        return StreamingResponse(half_of(content), headers=headers)
    return Response(content, headers=headers)


async def half_of(content: bytes) -> AsyncIterator[bytes]:
    yield content[: len(content) // 2]
    await asyncio.sleep(0.05)
    raise RuntimeError("cut, as told")


def as_json(answer: dict[str, Any], orders: dict[str, Any]) -> Response:
    if "usage" in orders:
        answer["usage"] = orders["usage"]
    return finished(json.dumps(answer).encode(), "application/json", orders)


def events(documents: list[dict[str, Any]], orders: dict[str, Any]) -> Response:
    async def send() -> AsyncIterator[bytes]:
        for number, document in enumerate(documents):
            if orders.get("cut") == number:
                raise RuntimeError("cut, as told")
            yield f"event: {document['type']}\ndata: {json.dumps(document)}\n\n".encode()

    return StreamingResponse(send(), media_type="text/event-stream")


async def images(request: Request) -> Response:
    body = await request.json()
    orders = orders_of(body.get("prompt"))
    refusal = await begin(request, body, orders)
    if refusal is not None:
        return refusal
    told = {name: orders[name] for name in ("size", "quality") if name in orders}
    usage = {"usage": orders["usage"]} if "usage" in orders else {}
    if body.get("stream"):
        partial = [
            {
                "type": "image_generation.partial_image",
                "b64_json": PICTURE,
                "partial_image_index": n,
            }
            for n in range(body.get("partial_images", 0))
        ]
        end = {"type": "image_generation.completed", "b64_json": PICTURE, **told, **usage}
        return events([*partial, end], orders)
    data = [{"b64_json": PICTURE}] * orders.get("pictures", body.get("n", 1))
    return as_json({"created": 1, "data": data, **told}, orders)


async def speech(request: Request) -> Response:
    body = await request.json()
    orders = orders_of(body.get("input"))
    refusal = await begin(request, body, orders)
    if refusal is not None:
        return refusal
    if body.get("stream_format") == "sse":
        usage = {"usage": orders["usage"]} if "usage" in orders else {}
        deltas = [{"type": "speech.audio.delta", "audio": PICTURE}] * 3
        return events([*deltas, {"type": "speech.audio.done", **usage}], orders)
    sound_format = body.get("response_format", "mp3")
    seconds = orders.get("seconds", 2)
    content = {
        "wav": lambda: wav(seconds, 24_000),
        "pcm": lambda: b"\x00" * round(seconds * 48_000),
        "mp3": lambda: mp3(round(seconds / FRAME_S)),
        "flac": lambda: flac(seconds),
        "opus": lambda: opus(seconds),
    }.get(sound_format, lambda: b"sound of an unknown format")()
    if orders.get("empty"):
        content = b""
    head = orders.get("begin", "").encode()
    content = head + content[len(head) :]
    if orders.get("gzip") or "content_type" in orders or "cut" in orders:
        return finished(content, "audio/mpeg", orders)

    async def send() -> AsyncIterator[bytes]:
        for at in range(0, len(content), 4_096):
            yield content[at : at + 4_096]
            await asyncio.sleep(orders.get("pause_ms", 0) / 1000)

    return StreamingResponse(send(), media_type=f"audio/{sound_format}")


async def form_of(request: Request) -> dict[str, Any]:
    """The form that came, read by other means than ours; a file is its name, type and size."""
    head = f"Content-Type: {request.headers['content-type']}\r\n\r\n".encode()
    message = email.parser.BytesParser(policy=email.policy.HTTP).parsebytes(
        head + await request.body()
    )
    fields: dict[str, Any] = {}
    for part in message.iter_parts():
        name = part.get_param("name", header="content-disposition")
        content = part.get_payload(decode=True)
        assert isinstance(name, str)
        assert isinstance(content, bytes)
        if part.get_filename() is not None:
            digest = hashlib.sha256(content).hexdigest()
            fields[name] = [part.get_filename(), part.get_content_type(), len(content), digest]
        elif name.endswith("[]"):
            fields.setdefault(name, []).append(content.decode())
        else:
            fields[name] = content.decode()
    return fields


async def transcriptions(request: Request) -> Response:
    body = await form_of(request)
    orders = orders_of(body.get("prompt"))
    refusal = await begin(request, body, orders)
    if refusal is not None:
        return refusal
    usage = {"usage": orders["usage"]} if "usage" in orders else {}
    text = "Good morning, everybody."
    if body.get("stream") == "true" and not orders.get("ignores_stream"):
        deltas = [{"type": "transcript.text.delta", "delta": f"{word} "} for word in text.split()]
        return events([*deltas, {"type": "transcript.text.done", "text": text, **usage}], orders)
    form = body.get("response_format", "json")
    if form in ("text", "srt", "vtt"):
        head = {"text": "", "srt": "1\n00:00:00,000 --> 00:00:02,000\n", "vtt": "WEBVTT\n\n"}[form]
        return finished(f"{head}{text}\n".encode(), "text/plain; charset=utf-8", orders)
    answer: dict[str, Any] = {"text": text}
    if form == "verbose_json":
        answer |= {"task": "transcribe", "language": "english", "segments": []}
        answer |= {"duration": orders["duration"]} if "duration" in orders else {}
    return as_json(answer, orders)


async def moderations(request: Request) -> Response:
    body = await request.json()
    given = body["input"][0] if isinstance(body["input"], list) else body["input"]
    orders = orders_of(given)
    refusal = await begin(request, body, orders)
    if refusal is not None:
        return refusal
    result = {
        "flagged": False, "categories": {}, "category_scores": {},
        "category_applied_input_types": {},
    }  # fmt: skip
    return as_json({"id": "m1", "model": body["model"], "results": [result]}, orders)


async def ranks(request: Request) -> Response:
    body = await request.json()
    orders = orders_of(body["query"])
    refusal = await begin(request, body, orders)
    if refusal is not None:
        return refusal
    results = [{"index": n, "relevance_score": 1 / (n + 1)} for n in range(len(body["documents"]))]
    answer: dict[str, Any] = {"id": "r1", "results": results[: body.get("top_n", 100)]}
    answer |= {"meta": orders["meta"]} if "meta" in orders else {}
    return as_json(answer, orders)


async def models(_request: Request) -> Response:
    return JSONResponse({"object": "list", "data": []})


async def tell(_request: Request) -> Response:
    return JSONResponse(asked)


app = Starlette(
    routes=[
        Route("/media/v1/images/generations", images, methods=["POST"]),
        Route("/media/v1/audio/speech", speech, methods=["POST"]),
        Route("/media/v1/audio/transcriptions", transcriptions, methods=["POST"]),
        Route("/media/v1/moderations", moderations, methods=["POST"]),
        Route("/media/v1/rerank", ranks, methods=["POST"]),
        Route("/media/v1/models", models),
        Route("/asked", tell),
    ]
)


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="critical")
