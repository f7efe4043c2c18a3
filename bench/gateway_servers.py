"""What the gateway is measured beside: the provider that it asks, and a proxy that bills nobody.

`python -m bench.gateway_servers provider PORT` streams as many chunks as the request says, with a
pause between them; `... proxy PORT PROVIDER_PORT` passes streams on, and does nothing else, in the
way that FastAPI and httpx2 are commonly put together. Its connections are in small pools, as the
gateway's are: the one large pool that httpx2 makes would be slower, and flatter the gateway.
"""

import asyncio
import json
import ssl
import sys
from collections.abc import AsyncIterator

import httpx2
import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import StreamingResponse

from orgbilling.gateway.connections import PooledTransport

KEY_NAME = "BENCH_PROVIDER_KEY"
MODEL = "bench"


def make_provider() -> FastAPI:
    """Make the provider: `max_tokens` chunks, `pause_ms` (in the message) between two."""
    app = FastAPI(openapi_url=None)

    @app.post("/v1/chat/completions")
    async def complete(request: Request) -> StreamingResponse:
        body = await request.json()
        chunks = body["max_tokens"]
        pause_s = float(body["messages"][0]["content"]) / 1000
        head = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": MODEL}
        event = {**head, "usage": None, "choices": [{"index": 0, "delta": {"content": "word "}}]}
        usage = {"prompt_tokens": 10, "completion_tokens": chunks, "total_tokens": 10 + chunks}
        chunk = f"data: {json.dumps(event)}\n\n".encode()
        end = f"data: {json.dumps({**head, 'choices': [], 'usage': usage})}\n\n".encode()

        async def stream() -> AsyncIterator[bytes]:
            for number in range(chunks):
                if number and pause_s:
                    await asyncio.sleep(pause_s)
                yield chunk
            yield end
            yield b"data: [DONE]\n\n"

        return StreamingResponse(stream(), media_type="text/event-stream")

    return app


def make_proxy(provider_port: int) -> FastAPI:
    """Make the proxy that bills nobody."""
    app = FastAPI(openapi_url=None)
    client = httpx2.AsyncClient(
        base_url=f"http://127.0.0.1:{provider_port}",
        timeout=60,
        transport=PooledTransport(ssl.create_default_context(), connections_max=2000, idle_s=30.0),
        trust_env=False,
    )

    @app.post("/v1/chat/completions")
    async def forward(request: Request) -> StreamingResponse:
        asked = client.build_request(
            "POST",
            "/v1/chat/completions",
            content=await request.body(),
            headers={"content-type": "application/json", "authorization": "Bearer provider"},
        )
        try:
            answer = await client.send(asked, stream=True)
        except httpx2.TransportError:
            # A kept connection that the provider has closed is tried once more, as by the gateway.
            answer = await client.send(asked, stream=True)

        async def stream() -> AsyncIterator[bytes]:
            try:
                async for chunk in answer.aiter_raw():
                    yield chunk
            finally:
                await answer.aclose()

        return StreamingResponse(
            stream(), status_code=answer.status_code, media_type="text/event-stream"
        )

    return app


def main() -> None:
    """Serve the one that is named, until SIGTERM."""
    kind, port, *rest = sys.argv[1:]
    app = make_provider() if kind == "provider" else make_proxy(int(rest[0]))
    uvicorn.run(
        app, host="127.0.0.1", port=int(port), log_level="error", loop="uvloop", backlog=4096
    )


if __name__ == "__main__":
    main()
