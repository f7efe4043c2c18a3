"""A provider's stream on its way to the client."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from time import monotonic
from typing import Final

import httpx2
import structlog
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from orgbilling.gateway.beginnings import Answer
from orgbilling.gateway.call import Call
from orgbilling.gateway.clients import ProviderClients
from orgbilling.gateway.gathering import Gathering
from orgbilling.gateway.media.spoken import SoundReader
from orgbilling.gateway.own_share import Intake
from orgbilling.gateway.prices import Tokens
from orgbilling.gateway.readers import Reader
from orgbilling.gateway.reasons import Scrubber
from orgbilling.gateway.stream_ends import broken_end, failed_end, limited_end, with_cost
from orgbilling.pricing import Charge

_logger = structlog.get_logger(__name__)

_LATE_USAGE_WITHIN_S: Final = 0.2
# A server waits for the client before each piece, and not within one.
_PIECE_BYTES: Final = 1 << 16

Settle = Callable[[str], Awaitable[Charge | None]]


class WholeDelivery(Response):
    """A whole answer that is settled. `used` is what it was charged for, `intake` how it was read:
    a large one is kept until it has gone out."""

    used: Tokens | None = None
    intake: Intake | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve the answer; one that counts as kept goes out as fast as its client takes it."""
        content = bytes(self.body)
        if self.intake is None or len(content) <= _PIECE_BYTES:
            await super().__call__(scope, receive, send)
            return
        start = {"type": "http.response.start", "status": self.status_code}
        await send({**start, "headers": self.raw_headers})
        for at in range(0, len(content), _PIECE_BYTES):
            is_last = at + _PIECE_BYTES >= len(content)
            await send(_body(content[at : at + _PIECE_BYTES], more=not is_last))


class StreamDelivery(Response):
    """A response that passes a stream on and has it settled, however it ends.

    `settle` is told how: completed, limit_passed (more came than is held), provider_failed,
    timed_out, client_gone, stopped. The end of the answer is its own word, whatever the provider
    does with the connection then; it leaves after the settlement, so that whoever has read the
    stream to its end finds it charged.
    """

    def __init__(
        self,
        call: Call,
        answer: Answer,
        clients: ProviderClients,
        headers: dict[str, str],
        settle: Settle,
    ) -> None:
        super().__init__(status_code=answer.response.status_code, headers=headers)
        # The length of a stream is not known.
        del self.headers["content-length"]
        assert answer.reader is not None
        assert answer.gathering is not None
        self._call = call
        self._answer = answer
        self._reader: Reader = answer.reader
        self._gathering: Gathering = answer.gathering
        self._clients = clients
        self._settle = settle

    @property
    def used(self) -> Tokens | None:
        """What it was charged for; None until it is settled."""
        return self._call.used

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
        if passing.done() and not passing.cancelled() and (error := passing.exception()):
            raise error

    def note_work(self, worked_s: float) -> None:
        """Note how long rewriting it held everybody up."""
        if self._answer.intake is not None:
            self._answer.intake.note_work(worked_s)

    async def abandon(self) -> None:
        """Settle a stream whose request was cancelled before it could be served."""
        await self._end("stopped")

    async def _pass_on(self, send: Send) -> None:
        start = {"type": "http.response.start", "status": self.status_code}
        await send({**start, "headers": self.raw_headers})
        if self._answer.first:
            self._call.note_first_byte()
            await send(_body(self._answer.first, more=True))
        ended = await self._read(send)
        rest = self._reader.finish()
        charge = await self._end(ended)
        if isinstance(self._reader, SoundReader) and ended != "completed":
            # Half a sound cannot say that it is one: its connection breaks.
            return
        await send(_body(self._last_words(ended, rest, charge), more=False))

    async def _read(self, send: Send) -> str:
        """Pass on what comes; returns how the answer ended."""
        reader, gathering, intake = self._reader, self._gathering, self._answer.intake
        try:
            while not (reader.has_ended or reader.passes_hold):
                came = await gathering.take()
                if not came:
                    break
                self._call.note_first_byte()
                passed = (
                    reader.feed(came) if intake is None else await intake.feed(reader.feed, came)
                )
                if passed:
                    await send(_body(passed, more=True))
        except httpx2.HTTPError as error:
            _logger.warning("provider_broke_off", error=repr(error))
            if not (reader.is_finished() and reader.usage is not None):
                is_timeout = isinstance(error, httpx2.TimeoutException)
                return "timed_out" if is_timeout else "provider_failed"
        if reader.error is not None:
            return "provider_failed"
        if reader.has_ended:
            await self._read_late_usage()
            return "completed"
        if reader.passes_hold:
            return "limit_passed"
        # Some end without a last word; without anything that says so, it broke off. Usage that was
        # told before the rest came says nothing of its end.
        usage = reader.usage
        is_counted = usage is not None and not usage.counted_output_tokens
        is_complete = is_counted or reader.is_finished()
        return "completed" if is_complete else "provider_failed"

    async def _read_late_usage(self) -> None:
        """Wait for usage that is told after the end, and not long where none is."""
        by_s = monotonic() + _LATE_USAGE_WITHIN_S
        with suppress(httpx2.HTTPError):
            while self._reader.waits_for_usage and monotonic() < by_s:
                came = await self._gathering.take(by_s - monotonic())
                if not came:
                    return
                await self._answer.feed(came)

    def _last_words(self, ended: str, rest: bytes, charge: Charge | None) -> bytes:
        reader, call = self._reader, self._call
        if reader.error is not None:
            scrubber = Scrubber(self._answer.upstream, call.model)
            return failed_end(reader, scrubber, call.request_id)
        if ended == "limit_passed":
            return limited_end(reader, call, charge)
        if ended != "completed":
            return broken_end(rest + reader.last, call.request_id)
        last = reader.last
        if call.wants_usage and charge is not None:
            last = with_cost(last, charge, call.remaining_credits)
        return rest + last

    async def _end(self, ended: str) -> Charge | None:
        gathering = self._gathering
        if self._reader.has_ended:
            try:
                return await self._settle(ended)
            finally:
                await self._let_go()
        # What came and finds no client any more is charged as well: of an organization's own
        # provider as much as is read in a moment, because nothing is waited for now.
        rest, intake = gathering.rest(), self._answer.intake
        self._reader.feed(rest if intake is None else intake.moment_of(rest))
        gathering.stop()
        closing = asyncio.create_task(_close(gathering, self._answer.response))
        try:
            return await self._settle(ended)
        finally:
            await asyncio.shield(closing)

    async def _let_go(self) -> None:
        """Give up the connection of an answer that has ended by its own word: while it was settled,
        most providers have finished it."""
        if self._gathering.is_over:
            await self._gathering.stopped()
            await self._answer.response.aclose()
        else:
            self._clients.let_go(self._gathering, self._answer.response)


async def _close(gathering: Gathering, response: httpx2.Response) -> None:
    await gathering.stopped()
    await response.aclose()


async def _until_client_leaves(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _body(body: bytes, *, more: bool) -> Message:
    return {"type": "http.response.body", "body": body, "more_body": more}
