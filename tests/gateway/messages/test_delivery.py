"""Answers of providers on their way to a client of the messages API."""

import json
from typing import Any

import pytest
from starlette.responses import Response

from orgbilling.gateway.messages.delivery import NativeStream, translated_answer
from orgbilling.gateway.messages.translate_request import Wanted
from tests.gateway.messages.builders import usage_of

COMPLETION: dict[str, Any] = {
    "id": "c1",
    "model": "m",
    "choices": [
        {
            "index": 0,
            "message": {
                "content": "Hello",
                "tool_calls": [{"id": "t1", "function": {"name": "f", "arguments": "{}"}}],
            },
            "finish_reason": "tool_calls",
        }
    ],
    "usage": {"prompt_tokens": 9, "completion_tokens": 4},
}
BROKEN = b'data: {"error":{"message":"The provider broke off.","code":"provider_failed"}}\n\n'
OVERLOADED = (
    b"event: error\n"
    b'data: {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}\n\n'
)
STOP = b'event: message_stop\ndata: {"type":"message_stop"}\n\n'
QUOTED = b'event: content_block_delta\ndata: {"delta":{"text":"event: error"}}\n\n'


def answer(document: Any) -> Response:
    headers = {"x-request-id": "gw_1", "x-orgbilling-credits": "5"}
    return Response(json.dumps(document), headers=headers, media_type="application/json")


def test_a_whole_answer_to_who_asked_for_a_stream_is_told_as_one() -> None:
    made = translated_answer(answer(COMPLETION), Wanted("m"), usage_of, is_stream=True)
    assert made.headers["content-type"] == "text/event-stream"
    assert (made.headers["request-id"], made.headers["x-orgbilling-credits"]) == ("gw_1", "5")
    kinds = [
        line.removeprefix("event: ")
        for line in bytes(made.body).decode().splitlines()
        if line.startswith("event: ")
    ]
    assert kinds[0] == "message_start"
    assert kinds.count("content_block_start") == 2
    assert kinds[-2:] == ["message_delta", "message_stop"]
    assert b'"output_tokens":4' in bytes(made.body)


def test_an_error_that_came_as_an_answer_is_a_failure() -> None:
    refused = answer({"error": {"message": "No.", "code": 429}})
    made = translated_answer(refused, Wanted("m"), usage_of, is_stream=False)
    assert (made.status_code, made.headers["x-should-retry"]) == (502, "false")
    assert json.loads(bytes(made.body))["error"]["message"] == "No."


async def passed(pieces: list[bytes]) -> bytes:
    """What a client gets of a stream of these pieces."""

    class Inner(Response):
        async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
            del scope, receive
            await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
            for number, body in enumerate(pieces, start=1):
                more = number < len(pieces)
                await send({"type": "http.response.body", "body": body, "more_body": more})

    inner = Inner()
    inner.headers["x-request-id"] = "gw_1"
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    await NativeStream(inner)({}, None, send)  # type: ignore[arg-type]
    assert (b"request-id", b"gw_1") in sent[0]["headers"]
    return b"".join(message["body"] for message in sent[1:])


@pytest.mark.parametrize(
    "pieces",
    [[QUOTED, STOP], [QUOTED + STOP], [QUOTED, b""], [b": only a comment\n\n", STOP, b""]],
)
async def test_a_native_stream_is_passed_on_byte_for_byte(pieces: list[bytes]) -> None:
    assert await passed(pieces) == b"".join(pieces)


async def test_a_native_stream_that_broke_off_says_so_once() -> None:
    silent = await passed([QUOTED, BROKEN])
    assert silent.startswith(QUOTED + b"event: error\n")
    assert silent.count(b"provider_failed") == silent.count(b"\nevent: error\n") == 1
    said = await passed([QUOTED, OVERLOADED, BROKEN])
    assert said == QUOTED + OVERLOADED
