"""Asking providers: one after another, until one begins to answer."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from time import monotonic
from typing import Any, Final

import httpx2
import structlog

from orgbilling import __version__
from orgbilling.gateway import sse
from orgbilling.gateway.answers import parsed
from orgbilling.gateway.clients import ProviderClients
from orgbilling.gateway.dialects.files import dialect_named
from orgbilling.gateway.gathering import Gathering
from orgbilling.gateway.media.spoken import SoundReader
from orgbilling.gateway.readers import Reader
from orgbilling.gateway.reasons import Reason
from orgbilling.gateway.refusals import (
    FIRST_BYTE_TIMED_OUT,
    UNREACHABLE,
    Refusal,
    retry_after_s,
)
from orgbilling.gateway.requests import ModelRequest
from orgbilling.gateway.stream import StreamReader
from orgbilling.gateway.upstream_states import ALL_MODELS, UpstreamStates
from orgbilling.gateway.upstreams import Upstream
from orgbilling.gateway.whole import WholeAnswer

_logger = structlog.get_logger(__name__)
STREAM_TYPE: Final = "text/event-stream"
# What of a client's request is the provider's business too.
_FORWARDED: Final = ("openai-beta",)
_USER_AGENT: Final = f"orgbilling/{__version__}"
# A kept connection that its provider had closed fails at once; later, the request was at work.
_STALE_WITHIN_S: Final = 0.1
_TURNS: Final = 8
# How long a stream that has been accepted may take to bring anything, until its client hears that
# it was: before that an error can still be told as one, and another upstream be asked.
_BEGIN_WITHIN_S: Final = 1.0
_REASON_BYTES_MAX: Final = 1 << 16


class ProviderTimedOut(Exception):
    """The provider was asked, and did not begin to answer in time. It may be at work."""


class ProviderBroke(Exception):
    """The connection was lost when the provider may have been at work, or in a whole answer."""


@dataclass
class Answer:
    """An upstream that has begun to answer: with a stream of which `first` can go on, or whole."""

    upstream: Upstream
    response: httpx2.Response
    reader: Reader | None = None
    gathering: Gathering | None = None
    first: bytes = b""
    whole: WholeAnswer | None = None


@dataclass
class Asking:
    """One call that asks. `asks` is told of each upstream before it is asked."""

    clients: ProviderClients
    states: UpstreamStates
    request: ModelRequest
    output_tokens_max: int | None
    sent_tiers: Mapping[str, str]
    headers: Mapping[str, str]
    make_reader: Callable[[Upstream], Reader]
    asks: Callable[[Upstream], None]
    _refusals: list[Refusal] = field(default_factory=list)

    async def ask(self, upstreams: list[Upstream]) -> Answer:
        """Send the request to the first upstream that takes it.

        Another one is asked where none was reached, where one refuses what is not the caller's
        fault, and where one does not begin in its own `first_byte_timeout_s`: before the first byte
        of an answer nothing has been sold twice.

        Raises:
            ProviderTimedOut: it was sent, and the answer did not begin in time.
            ProviderBroke: it was sent, and the connection was lost, or an answer is no whole one.
            DomainError: none took it, and why: 429 `provider_busy`, `Unavailable`
                `provider_unavailable`, `Forbidden` `provider_key_refused`, or what the provider
                said of the request.
        """
        for place, upstream in enumerate(upstreams, start=1):
            self.asks(upstream)
            try:
                told = await self._ask_one(upstream, has_spare=place < len(upstreams))
            except (ProviderTimedOut, ProviderBroke) as error:
                cause = "timed_out" if isinstance(error, ProviderTimedOut) else "broke_off"
                self.states.note_failure(upstream, self.request.model, cause)
                raise
            if isinstance(told, Answer):
                self.states.note_answer(upstream, self.request.model)
                self._note_refusals(has_answer=True)
                return told
            self._refusals.append(told)
            _logger.warning(
                "provider_refused",
                upstream=upstream.name,
                status=told.status,
                reason=told.reason.message,
            )
            if not told.tries_another:
                break
        self._note_refusals(has_answer=False)
        raise self._last().error(self.request.model)

    def _last(self) -> Refusal:
        # Who is busy can be asked again soon, whatever became of the others.
        busy = [refusal for refusal in self._refusals if refusal.status == 429]
        last = self._refusals[-1]
        return last if last.may_be_the_callers or not busy else busy[-1]

    def _note_refusals(self, *, has_answer: bool) -> None:
        for refusal in self._refusals:
            if refusal.may_be_the_callers and not (has_answer and refusal.tries_another):
                continue
            model = ALL_MODELS if refusal.concerns_all_models else self.request.model
            cause = refusal.cause or f"http_{refusal.status}"
            self.states.note_failure(
                refusal.upstream, model, cause, at_least_s=refusal.retry_after_s or 0
            )

    async def _ask_one(self, upstream: Upstream, *, has_spare: bool) -> Answer | Refusal:
        first_byte_s = upstream.first_byte_timeout_s if has_spare else None
        begin_by_s = None if first_byte_s is None else monotonic() + first_byte_s
        try:
            if first_byte_s is None:
                response = await self._send(upstream)
            else:
                async with asyncio.timeout(first_byte_s):
                    response = await self._send(upstream)
        except TimeoutError:
            return Refusal(upstream, None, cause=FIRST_BYTE_TIMED_OUT)
        except httpx2.ReadTimeout as error:
            raise ProviderTimedOut from error
        except (httpx2.ReadError, httpx2.RemoteProtocolError, httpx2.WriteError) as error:
            _logger.warning("provider_broke_off", upstream=upstream.name, error=repr(error))
            raise ProviderBroke from error
        except httpx2.HTTPError as error:
            # No connection, or not all of the request went out.
            _logger.warning("provider_unreachable", upstream=upstream.name, error=repr(error))
            return Refusal(upstream, None, cause=UNREACHABLE)
        try:
            if response.status_code >= 300:
                return await _read_refusal(upstream, response)
            if self.request.is_stream or self.request.brings_bytes:
                return await self._begin_stream(upstream, response, begin_by_s)
            return _checked(await self._read_whole(upstream, response))
        except httpx2.ReadTimeout as error:
            raise ProviderTimedOut from error
        except httpx2.HTTPError as error:
            _logger.warning("provider_broke_off", upstream=upstream.name, error=repr(error))
            raise ProviderBroke from error

    async def _send(self, upstream: Upstream) -> httpx2.Response:
        """Send the request; once more where the connection that was kept for it was stale."""
        transport = self.clients.of(upstream)
        is_new = False

        async def note(event: str, _info: Mapping[str, Any]) -> None:
            nonlocal is_new
            is_new = is_new or event.startswith("connection.connect")
            if not event.startswith("connection."):
                # It has its connection: what follows is not asked about, and is told a dozen times.
                asked.extensions.pop("trace", None)

        write = partial(self._content_for, upstream)
        turn = self.request.turn
        content = write() if turn is None else await turn(write)
        asked = self._request_to(upstream, content, {"trace": note})
        at_once = _Moment(_STALE_WITHIN_S)
        try:
            return await transport.send(asked)
        except (httpx2.RemoteProtocolError, httpx2.ReadError, httpx2.WriteError) as error:
            # A provider closes connections that were idle, and a request that meets it says nothing
            # about the provider. On a new connection, or later, it had the request.
            if is_new or at_once.is_over:
                raise
            _logger.info("provider_connection_stale", upstream=upstream.name, error=repr(error))
        finally:
            at_once.cancel()
        return await transport.send(asked)

    def _content_for(self, upstream: Upstream) -> bytes:
        return self.request.forwarded(
            upstream.models[self.request.model],
            self.output_tokens_max,
            upstream.dialect,
            passes_through=upstream.passes_through,
            service_tier=self.sent_tiers.get(upstream.known_as),
        )

    def _request_to(
        self, upstream: Upstream, content: bytes, extensions: dict[str, Any]
    ) -> httpx2.Request:
        request = self.request
        headers = _headers(upstream, request, self.headers)
        url = f"{upstream.base_url}/{request.kind}"
        destination = upstream.destination
        if destination is not None:
            # To the address that was looked at, under the name that it was looked up by.
            url = f"{destination.url}/{request.kind}"
            headers["host"] = destination.host_header
            extensions = {**extensions, "sni_hostname": destination.server_name}
        extensions["timeout"] = self.clients.timeout(upstream).as_dict()
        return httpx2.Request("POST", url, content=content, headers=headers, extensions=extensions)

    async def _begin_stream(
        self, upstream: Upstream, response: httpx2.Response, begin_by_s: float | None
    ) -> Answer | Refusal:
        """Read until it is known whether this is an answer, and has begun."""
        reader = self.make_reader(upstream)
        gathering = Gathering(_decoded(response))
        answer = Answer(upstream, response, reader, gathering)
        is_kept = False
        try:
            if isinstance(reader, SoundReader):
                told = await _begin_bytes(answer, reader, gathering, begin_by_s)
            else:
                told = await self._begin(answer, reader, gathering, begin_by_s)
            is_kept = isinstance(told, Answer)
            return told
        finally:
            if not is_kept:
                gathering.stop()
                await asyncio.shield(asyncio.ensure_future(_close(gathering, response)))

    async def _begin(
        self, answer: Answer, reader: StreamReader, gathering: Gathering, begin_by_s: float | None
    ) -> Answer | Refusal:
        # Who has an own time-out may use all of it: another is asked after that.
        by_s = monotonic() + _BEGIN_WITHIN_S if begin_by_s is None else begin_by_s
        is_called_stream = answer.response.headers.get("content-type", "").startswith(STREAM_TYPE)
        begin, is_events = b"", None
        passed: list[bytes] = []
        while not (reader.has_begun or reader.has_ended or gathering.is_over):
            waits = not (is_events or is_called_stream) and begin_by_s is None
            came = await gathering.take(None if waits else by_s - monotonic())
            if not came and not gathering.is_over:
                if begin_by_s is None:
                    break
                return Refusal(answer.upstream, None, cause=FIRST_BYTE_TIMED_OUT)
            if is_events is None:
                begin += came
                is_events = sse.begins_events(begin, is_all=gathering.is_over)
                came = begin
            if is_events is False and begin.strip():
                return await _as_whole(answer, await _with_rest(begin, gathering), gathering)
            if is_events:
                passed.append(reader.feed(came))
        if not begin.strip() and gathering.is_over:
            raise ProviderBroke
        if reader.error is not None and not reader.has_output():
            return _told_in_answer(answer.upstream, answer.response, reader.error)
        answer.first = b"".join(passed)
        return answer

    async def _read_whole(self, upstream: Upstream, response: httpx2.Response) -> Answer:
        try:
            content = await response.aread()
        finally:
            await asyncio.shield(asyncio.ensure_future(response.aclose()))
        return Answer(upstream, response, whole=_whole(upstream, response, content))


class _Moment:
    """A while that is over when it has passed and what was there by then has had its turn: on a
    busy machine, what happened at once is heard of late."""

    def __init__(self, length_s: float) -> None:
        self.is_over = False
        self._loop = asyncio.get_running_loop()
        self._handle: asyncio.Handle = self._loop.call_later(length_s, self._turn, _TURNS)

    def cancel(self) -> None:
        """Nobody asks any more."""
        self._handle.cancel()

    def _turn(self, left: int) -> None:
        if left:
            self._handle = self._loop.call_soon(self._turn, left - 1)
        else:
            self.is_over = True


def _checked(answer: Answer) -> Answer | Refusal:
    """Tell an answer from an error that is called one."""
    assert answer.whole is not None
    error = answer.whole.error
    if error is None or answer.whole.is_broken:
        return answer
    return _told_in_answer(answer.upstream, answer.response, error)


async def _begin_bytes(
    answer: Answer, reader: SoundReader, gathering: Gathering, begin_by_s: float | None
) -> Answer | Refusal:
    """Wait for the first bytes, which tell a sound from an error that is called an answer, but for
    samples that happen to begin as one: then all of them tell."""
    came = await gathering.take(None if begin_by_s is None else begin_by_s - monotonic())
    if not came:
        if not gathering.is_over:
            return Refusal(answer.upstream, None, cause=FIRST_BYTE_TIMED_OUT)
        raise ProviderBroke
    if came.lstrip()[:1] == b"{":
        came = await _with_rest(came, gathering)
        if parsed(came) is not None:
            return await _as_whole(answer, came, gathering)
    answer.first = reader.feed(came)
    return answer


async def _with_rest(begin: bytes, gathering: Gathering) -> bytes:
    pieces = [begin]
    while came := await gathering.take():
        pieces.append(came)
    return b"".join(pieces)


async def _as_whole(answer: Answer, content: bytes, gathering: Gathering) -> Answer | Refusal:
    """Take what came for an answer that is no stream, although one was asked for."""
    answer.whole = _whole(answer.upstream, answer.response, content)
    answer.reader = None
    told = _checked(answer)
    if isinstance(told, Answer):
        await asyncio.shield(asyncio.ensure_future(_close(gathering, answer.response)))
        answer.gathering = None
    return told


def _whole(upstream: Upstream, response: httpx2.Response, content: bytes) -> WholeAnswer:
    return WholeAnswer.read(content, response.headers, dialect_named(upstream.dialect))


async def _close(gathering: Gathering, response: httpx2.Response) -> None:
    await gathering.stopped()
    await response.aclose()


async def _read_refusal(upstream: Upstream, response: httpx2.Response) -> Refusal:
    content = b""
    try:
        async for piece in response.aiter_bytes():
            content += piece
            if len(content) > _REASON_BYTES_MAX:
                break
    except httpx2.HTTPError:
        content = b""
    finally:
        await asyncio.shield(asyncio.ensure_future(response.aclose()))
    reason = Reason.of_text(content)
    status = response.status_code
    if status == 429 and reason.status == 402:
        # Our account has no money left there; it is no rate that would pass.
        status = 402
    return Refusal(upstream, status, reason, retry_after_s(response.headers))


def _told_in_answer(upstream: Upstream, response: httpx2.Response, reason: Reason) -> Refusal:
    return Refusal(upstream, reason.status, reason, retry_after_s(response.headers))


def _decoded(response: httpx2.Response) -> AsyncIterator[bytes]:
    # A provider may compress although it was asked not to; the client is told of no encoding.
    return (
        response.aiter_bytes() if "content-encoding" in response.headers else response.aiter_raw()
    )


def _headers(upstream: Upstream, request: ModelRequest, given: Mapping[str, str]) -> dict[str, str]:
    return {
        **request.provider_headers(upstream.api_key),
        "content-type": request.content_type,
        "accept": "*/*",
        "accept-encoding": "identity",
        "user-agent": _USER_AGENT,
        **{name: given[name] for name in _FORWARDED if name in given and given[name].isascii()},
        **upstream.headers,
    }
