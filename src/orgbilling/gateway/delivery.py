"""A provider's stream on its way to the client."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Final

import httpx2
import structlog
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from orgbilling.gateway.answers import parse_events
from orgbilling.gateway.call import Call
from orgbilling.gateway.gathering import Gathering
from orgbilling.gateway.stream import StreamReader
from orgbilling.pricing import Charge

_logger = structlog.get_logger(__name__)
_FAILED: Final = (
    b'data: {"error":{"message":"The provider broke off. What came was charged.",'
    b'"type":"server_error","code":"provider_failed","param":null}}\n\n'
)

Settle = Callable[[str], Awaitable[Charge | None]]


class StreamDelivery(Response):
    """A response that passes a stream on and has it settled, however it ends.

    `settle` is told how: completed, provider_failed, client_gone, stopped. The last event leaves
    after the settlement, so that whoever has read the stream to its end finds it charged.
    """

    def __init__(
        self,
        call: Call,
        reader: StreamReader,
        response: httpx2.Response,
        headers: dict[str, str],
        settle: Settle,
    ) -> None:
        super().__init__(status_code=response.status_code, headers=headers)
        # The length of a stream is not known.
        del self.headers["content-length"]
        self._call = call
        self._reader = reader
        self._response = response
        self._settle = settle
        self._gathering: Gathering | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve the stream."""
        del scope
        passing = asyncio.create_task(self._pass_on(send))
        leaving = asyncio.create_task(_until_client_leaves(receive))
        try:
            await asyncio.wait({passing, leaving}, return_when=asyncio.FIRST_COMPLETED)
            if not passing.done():
                passing.cancel()
                await self._end("client_gone")
            elif not passing.cancelled() and (error := passing.exception()) is not None:
                # Whatever broke, most likely the way to the client: what came is charged.
                await self._end("client_gone" if isinstance(error, OSError) else "stopped")
        except asyncio.CancelledError:
            passing.cancel()
            await self._end("stopped")
            raise
        finally:
            leaving.cancel()
            await asyncio.gather(passing, leaving, return_exceptions=True)
            if self._gathering is not None:
                await self._gathering.stopped()
        if passing.done() and not passing.cancelled() and (error := passing.exception()):
            raise error

    async def abandon(self) -> None:
        """Settle a stream whose request was cancelled before it could be served."""
        await self._end("stopped")

    async def _pass_on(self, send: Send) -> None:
        start = {"type": "http.response.start", "status": self.status_code}
        await send({**start, "headers": self.raw_headers})
        ended = "completed"
        self._gathering = gathering = Gathering(_decoded(self._response))
        try:
            while came := await gathering.take():
                self._call.note_first_byte()
                passed = self._reader.feed(came)
                if passed:
                    await send(_body(passed, more=True))
        except httpx2.HTTPError as error:
            _logger.warning("provider_broke_off", error=repr(error))
            ended = "timed_out" if isinstance(error, httpx2.TimeoutException) else "provider_failed"
        finally:
            gathering.stop()
        rest = self._reader.finish()
        if ended == "completed" and not self._reader.last and self._reader.usage is None:
            # It ended without saying that it did; what came is charged as it was counted.
            ended = "provider_failed"
        await self._end(ended)
        if ended != "completed":
            # Half an event is none, and would spoil the one that says what happened.
            rest = rest.rstrip(b"\r\n") + b"\n\n" if parse_events(rest) else b""
            rest += _FAILED
        await send(_body(rest + self._reader.last, more=False))

    async def _end(self, ended: str) -> None:
        if self._gathering is not None:
            # What came and finds no client any more is charged as well.
            self._reader.feed(self._gathering.rest())
            self._gathering.stop()
        closing = asyncio.create_task(self._response.aclose())
        try:
            await self._settle(ended)
        finally:
            await asyncio.shield(closing)


async def _until_client_leaves(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _decoded(response: httpx2.Response) -> AsyncIterator[bytes]:
    # A provider may compress although it was asked not to; the client is told of no encoding.
    return (
        response.aiter_bytes() if "content-encoding" in response.headers else response.aiter_raw()
    )


def _body(body: bytes, *, more: bool) -> Message:
    return {"type": "http.response.body", "body": body, "more_body": more}
