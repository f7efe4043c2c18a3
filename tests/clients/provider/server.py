"""A provider that speaks chat completions, responses, embeddings and messages, as a small server of
its own. `GET /asked` tells what it was asked."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Iterable
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from tests.clients.provider import chat, messages, responses
from tests.clients.provider.questions import Answer, Memory, Question, answer_to, counted

KEY = "provider-secret"
memory = Memory()


async def refused(request: Request, question: Question) -> Response | None:
    """Return a failure as it was told to, or None."""
    keys = request.headers.get("authorization"), request.headers.get("x-api-key")
    if f"Bearer {KEY}" not in keys and KEY not in keys:
        return JSONResponse({"error": {"message": "bad key"}}, 401)
    fail = memory.fails(question)
    if fail is None:
        return None
    if "silent_ms" in fail:
        await asyncio.sleep(fail["silent_ms"] / 1000)
    if "cut" in fail:
        return StreamingResponse(half_an_answer(), media_type="application/json")
    error = {"type": "as_told", "message": "as told", "code": "as_told", "param": None}
    after = {"retry-after": str(fail["retry_after"])} if "retry_after" in fail else {}
    return JSONResponse({"type": "error", "error": error}, fail.get("status", 500), headers=after)


async def half_an_answer() -> AsyncIterator[bytes]:
    yield b'{"id": "half", "choices": [{"index": 0, "message": {"content": "Hal'
    raise RuntimeError("cut, as told")


def stream(events: Iterable[dict[str, Any]], *, ends_with_done: bool = False) -> Response:
    async def send() -> AsyncIterator[bytes]:
        for event in events:
            name = f"event: {event['type']}\n" if "type" in event else ""
            yield f"{name}data: {json.dumps(event)}\n\n".encode()
        if ends_with_done:
            yield b"data: [DONE]\n\n"

    return StreamingResponse(send(), media_type="text/event-stream")


async def asked_of(
    request: Request, door: Any
) -> tuple[dict[str, Any], Question, Answer | Response]:
    raw = await request.body()
    body: dict[str, Any] = json.loads(raw)
    question = door(body, len(raw))
    noted = memory.note(question, streams=bool(body.get("stream")))
    refusal = await refused(request, question)
    if refusal is not None:
        return body, question, refusal
    answer = answer_to(question)
    noted.counted = counted(answer)
    return body, question, answer


async def serve_chat(request: Request) -> Response:
    body, question, answer = await asked_of(request, chat.question_of)
    if isinstance(answer, Response):
        return answer
    if not body.get("stream"):
        return JSONResponse(chat.whole(question, answer))
    wants = (body.get("stream_options") or {}).get("include_usage", False)
    return stream(chat.events(question, answer, with_usage=wants), ends_with_done=True)


async def serve_responses(request: Request) -> Response:
    body, question, answer = await asked_of(request, responses.question_of)
    if isinstance(answer, Response):
        return answer
    if body.get("stream"):
        return stream(responses.events(question, answer))
    return JSONResponse(responses.whole(question, answer))


async def serve_messages(request: Request) -> Response:
    body, question, answer = await asked_of(request, messages.question_of)
    if isinstance(answer, Response):
        return answer
    if body.get("stream"):
        return stream(messages.events(question, answer))
    return JSONResponse(messages.whole(question, answer))


async def serve_embeddings(request: Request) -> Response:
    body, _, answer = await asked_of(request, chat.embedding_question)
    if isinstance(answer, Response):
        return answer
    return JSONResponse(chat.embeddings(body, answer.counted))


async def tell(request: Request) -> Response:
    return JSONResponse(memory.told())


app = Starlette(
    routes=[
        Route("/v1/chat/completions", serve_chat, methods=["POST"]),
        Route("/v1/responses", serve_responses, methods=["POST"]),
        Route("/v1/embeddings", serve_embeddings, methods=["POST"]),
        Route("/anthropic/v1/messages", serve_messages, methods=["POST"]),
        Route("/asked", tell),
    ]
)


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="critical")
