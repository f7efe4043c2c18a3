"""A provider of models for trying the gateway out: it answers every chat completion with the token
counts that the request tells it to, so that what the gateway charges can be computed beforehand."""

import json
from collections.abc import AsyncIterator
from typing import Any, Final

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

_WORD: Final = "word "
_CHUNKS_MAX: Final = 10


def prompt_of(input_tokens: int, output_tokens: int, bytes_per_token: int) -> str:
    """Return a message that tells the provider what to count, as long as so many tokens are."""
    told = json.dumps({"input": input_tokens, "output": output_tokens})
    return told.ljust(input_tokens * bytes_per_token, ".")


def make_provider() -> Starlette:
    """Make the provider's application: `/v1/chat/completions` and `/v1/models`."""
    return Starlette(
        routes=[
            Route("/v1/chat/completions", _complete, methods=["POST"]),
            Route("/v1/models", _list_models),
        ]
    )


async def _complete(request: Request) -> Response:
    body = await request.json()
    told = _told(body)
    if told is None:
        said = 'The last message must begin with {"input": TOKENS, "output": TOKENS}.'
        return JSONResponse(
            {"error": {"message": said, "type": "invalid_request_error", "code": "not_told"}},
            status_code=400,
        )
    input_tokens, output_tokens = told
    usage = {
        "prompt_tokens": input_tokens,
        "completion_tokens": output_tokens,
        "total_tokens": input_tokens + output_tokens,
    }
    if body.get("stream"):
        events = _events(body["model"], output_tokens, usage)
        return StreamingResponse(events, media_type="text/event-stream")
    message = {"role": "assistant", "content": _WORD * output_tokens}
    return JSONResponse(
        {
            "id": "replayed",
            "object": "chat.completion",
            "created": 0,
            "model": body["model"],
            "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
            "usage": usage,
        }
    )


async def _list_models(_request: Request) -> Response:
    return JSONResponse({"object": "list", "data": []})


def _told(body: dict[str, Any]) -> tuple[int, int] | None:
    content = (body.get("messages") or [{}])[-1].get("content")
    if not isinstance(content, str):
        return None
    try:
        told, _ = json.JSONDecoder().raw_decode(content)
        return int(told["input"]), int(told["output"])
    except (ValueError, KeyError, TypeError):
        return None


async def _events(model: str, output_tokens: int, usage: dict[str, int]) -> AsyncIterator[str]:
    head = {"id": "replayed", "object": "chat.completion.chunk", "created": 0, "model": model}
    words = -(-output_tokens // _CHUNKS_MAX)
    for start in range(0, output_tokens, words or 1):
        text = _WORD * min(words, output_tokens - start)
        yield _event({**head, "choices": [{"index": 0, "delta": {"content": text}}]})
    end = {"index": 0, "delta": {}, "finish_reason": "stop"}
    yield _event({**head, "choices": [end]})
    yield _event({**head, "choices": [], "usage": usage})
    yield "data: [DONE]\n\n"


def _event(document: dict[str, Any]) -> str:
    return f"data: {json.dumps(document)}\n\n"
