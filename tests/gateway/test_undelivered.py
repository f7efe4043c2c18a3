"""Answers that find no client any more: whatever breaks the way to it, the call is settled."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.api_client import Api
from tests.gateway.conftest import Caller, cost, told


def scope_of(caller: Caller) -> dict[str, Any]:
    return {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST",
        "scheme": "http", "path": "/v1/chat/completions", "raw_path": b"/v1/chat/completions",
        "query_string": b"", "server": ("127.0.0.1", 80), "client": ("127.0.0.1", 5),
        "headers": [
            (b"host", b"127.0.0.1"), (b"content-type", b"application/json"),
            (b"authorization", f"Bearer {caller.key}".encode()),
        ],
    }  # fmt: skip


def receiving(orders: dict[str, Any]) -> Callable[[], Any]:
    body = {"model": "gpt-test", "stream": True, "messages": told(**orders)}
    messages = [{"type": "http.request", "body": json.dumps(body).encode(), "more_body": False}]

    async def receive() -> Any:
        if messages:
            return messages.pop()
        return await asyncio.Event().wait()

    return receive


async def settled(caller: Caller) -> dict[str, Any]:
    for _ in range(200):
        if caller.usage() and caller.figures("H") == (0,):
            break
        await asyncio.sleep(0.02)
    [row] = caller.usage()
    assert caller.figures("H") == (0,)
    known = row["request_metadata"]
    assert row["credits_used"] == cost(known["input_tokens"], known.get("output_tokens", 0)) > 0
    return dict(known)


async def test_a_way_to_the_client_that_breaks_settles_the_call(
    gateway_api: Api, make_caller: Callable[..., Caller]
) -> None:
    caller, sent = make_caller(), 0

    async def send(_message: Any) -> None:
        nonlocal sent
        sent += 1
        if sent == 4:
            raise OSError("the connection is gone")

    with pytest.raises(OSError, match="gone"):
        await gateway_api.app(scope_of(caller), receiving({"chunks": 60, "pause_ms": 5}), send)
    known = await settled(caller)
    assert (known["ended"], known["output_tokens"] > 0) == ("client_gone", True)


async def test_what_came_while_the_client_did_not_read_is_charged_when_it_leaves(
    gateway_api: Api, make_caller: Callable[..., Caller]
) -> None:
    caller, is_leaving = make_caller(), asyncio.Event()
    receive = receiving({"chunks": 60, "pause_ms": 5, "usage": "absent"})

    async def receive_until_it_leaves() -> Any:
        asked = asyncio.create_task(receive())
        leaving = asyncio.create_task(is_leaving.wait())
        await asyncio.wait({asked, leaving}, return_when=asyncio.FIRST_COMPLETED)
        return {"type": "http.disconnect"} if is_leaving.is_set() else await asked

    async def send(message: Any) -> None:
        if message.get("body"):
            # The client takes nothing any more.
            asyncio.get_running_loop().call_later(1.0, is_leaving.set)
            await asyncio.Event().wait()

    await gateway_api.app(scope_of(caller), receive_until_it_leaves, send)
    known = await settled(caller)
    # Sixty words of 230 bytes, three bytes a token; the first alone was on its way.
    assert (known["ended"], known["output_tokens"]) == ("client_gone", 77)


@pytest.mark.parametrize("after_s", [0.0, 0.01, 0.1, 0.6, 0.9])
async def test_a_request_that_is_cancelled_at_any_moment_is_settled(
    gateway_api: Api, make_caller: Callable[..., Caller], after_s: float
) -> None:
    caller = make_caller()

    async def send(_message: Any) -> None:
        await asyncio.sleep(0)

    orders = {"silent_ms": 400, "chunks": 100, "pause_ms": 10}
    serving = asyncio.create_task(gateway_api.app(scope_of(caller), receiving(orders), send))
    await asyncio.sleep(after_s)
    serving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await serving
    if after_s == 0:
        # It had not begun.
        await asyncio.sleep(0.8)
        assert caller.figures("H") == (0,)
        return
    if after_s < 0.05 and not caller.figures("H")[0]:
        return
    assert (await settled(caller))["ended"] in ("stopped", "client_gone")
