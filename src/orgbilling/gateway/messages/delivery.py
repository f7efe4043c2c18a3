"""Answers on their way to a client of the messages API. They were charged before they come here, or
are charged while they pass: nothing of that is done here."""

import json
import re
from abc import ABC, abstractmethod
from time import perf_counter
from typing import Any, Final

from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from orgbilling.edge.messages_errors import error_of, failed_stream
from orgbilling.gateway.answers import is_read_at_once
from orgbilling.gateway.delivery import StreamDelivery
from orgbilling.gateway.messages.events import EventDecoder, documents_of, event
from orgbilling.gateway.messages.translate_answer import translate_answer
from orgbilling.gateway.messages.translate_request import Wanted
from orgbilling.gateway.messages.translate_stream import StreamTranslator
from orgbilling.gateway.messages.usage import ReadUsage
from orgbilling.gateway.refusals import ChargedFailure, failure_response

# A line of its own: in a text that says the same, lines end otherwise.
_ERROR_LINE: Final = re.compile(rb"^event: ?error\r?$", re.MULTILINE)


def translated_answer(
    answer: Response, wanted: Wanted, read_usage: ReadUsage, *, is_stream: bool
) -> Response:
    """Return the message of a whole chat completion, which was charged; as a stream where that was
    asked for. What cannot be read, or ends with an error, is 502 `provider_failed`."""
    completion = _parsed(bytes(answer.body))
    request_id = _request_id(answer)
    if not isinstance(completion, dict):
        unreadable = ChargedFailure(
            "The provider's answer cannot be read. What came was charged.",
            status=502,
            code="provider_failed",
        )
        refused = failure_response(unreadable, "/v1/messages", request_id)
        refused.headers["request-id"] = request_id
        return refused
    if isinstance(completion.get("error"), dict | str):
        failure = _as_json(answer, error_of(completion, 0, request_id), status=502)
        # Another attempt would be charged again.
        failure.headers["x-should-retry"] = "false"
        return failure
    if not is_stream:
        return _as_json(answer, translate_answer(completion, wanted, read_usage, request_id))
    translator = StreamTranslator(wanted, read_usage, request_id)
    chunk = json.dumps(_as_chunk(completion)).encode()
    events = translator.feed(b"data: " + chunk + b"\n\n") + translator.finish()
    return _like(answer, events, "text/event-stream")


def native_answer(answer: Response) -> Response:
    """Return a whole answer of an upstream that speaks messages: as it is, and its errors with our
    request's id instead of the provider's."""
    if answer.status_code >= 400:
        return failed(answer)
    answer.headers["request-id"] = _request_id(answer)
    return answer


def failed(answer: Response) -> Response:
    """Return a provider's refusal in the shape of the messages API."""
    document = _parsed(bytes(answer.body))
    return _as_json(answer, error_of(document, answer.status_code, _request_id(answer)))


class _Rewritten(Response, ABC):
    """A stream whose bytes are rewritten on their way. `inner` serves it, and has it charged."""

    def __init__(self, inner: Response) -> None:
        super().__init__(status_code=inner.status_code)
        self.raw_headers = inner.raw_headers
        self.headers["request-id"] = _request_id(inner)
        self._inner = inner

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve the stream."""

        async def send_rewritten(message: Message) -> None:
            if message["type"] != "http.response.body":
                await send(message)
                return
            is_last = not message.get("more_body", False)
            begun_s = perf_counter()
            body = self._rewrite(message.get("body", b""), is_last=is_last)
            if isinstance(self._inner, StreamDelivery):
                self._inner.note_work(perf_counter() - begun_s)
            if body or is_last:
                await send({**message, "body": body})

        await self._inner(scope, receive, send_rewritten)

    @abstractmethod
    def _rewrite(self, body: bytes, *, is_last: bool) -> bytes:
        """Return what the client gets of a piece."""


class TranslatedStream(_Rewritten):
    """A stream of chat completion chunks, as the events of a message."""

    def __init__(self, inner: Response, wanted: Wanted, read_usage: ReadUsage) -> None:
        super().__init__(inner)
        self._translator = StreamTranslator(wanted, read_usage, _request_id(inner))

    def _rewrite(self, body: bytes, *, is_last: bool) -> bytes:
        made = self._translator.feed(body)
        return made + self._translator.finish() if is_last else made


class NativeStream(_Rewritten):
    """A stream of an upstream that speaks messages, byte for byte; where it broke off and did not
    say so itself, its last event does, in the shape of the messages API."""

    def __init__(self, inner: Response) -> None:
        super().__init__(inner)
        self._has_failed = False

    def _rewrite(self, body: bytes, *, is_last: bool) -> bytes:
        self._has_failed |= _ERROR_LINE.search(body) is not None
        if not is_last:
            return body
        decoder = EventDecoder()
        documents = [
            document
            for came in (*decoder.feed(body), *decoder.finish())
            for document in documents_of(came)
        ]
        broken = [each for each in documents if "error" in each and "type" not in each]
        if not broken:
            return body
        kept = b"".join(
            event(each["type"], **{name: each[name] for name in each if name != "type"})
            for each in documents
            if isinstance(each.get("type"), str)
        )
        if self._has_failed:
            return kept
        error = failed_stream(self.headers["request-id"])
        return kept + event("error", error=error["error"], request_id=error["request_id"])


def _as_chunk(completion: dict[str, Any]) -> dict[str, Any]:
    choices = completion.get("choices")
    return {
        **completion,
        "choices": [
            {**choice, "delta": choice.get("message")}
            for choice in (choices if isinstance(choices, list) else ())
            if isinstance(choice, dict)
        ],
    }


def _as_json(answer: Response, document: dict[str, Any], status: int | None = None) -> Response:
    made = _like(answer, json.dumps(document, ensure_ascii=False).encode("utf-8", "surrogatepass"))
    made.status_code = status or answer.status_code
    return made


def _like(answer: Response, content: bytes, content_type: str = "application/json") -> Response:
    kept = {
        name: value
        for name, value in answer.headers.items()
        if name not in ("content-length", "content-type")
    }
    headers = {**kept, "content-type": content_type, "request-id": _request_id(answer)}
    return Response(content, status_code=answer.status_code, headers=headers)


def _request_id(answer: Response) -> str:
    return answer.headers.get("x-request-id", "")


def _parsed(content: bytes) -> Any:
    if not is_read_at_once(content):
        return None
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return None
