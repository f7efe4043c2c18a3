"""Asking providers: one after another, until one begins to answer."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from time import monotonic
from typing import Any, Final

import httpx2
import structlog

from orgbilling import __version__
from orgbilling.gateway.beginnings import (
    Answer,
    ProviderBroke,
    begin_stream,
    read_refusal,
    read_whole,
)
from orgbilling.gateway.clients import ProviderClients
from orgbilling.gateway.own_share import Intake
from orgbilling.gateway.readers import Reader
from orgbilling.gateway.refusals import FIRST_BYTE_TIMED_OUT, UNREACHABLE, Refusal
from orgbilling.gateway.requests import ModelRequest
from orgbilling.gateway.upstream_states import ALL_MODELS, UpstreamStates
from orgbilling.gateway.upstreams import Upstream

_logger = structlog.get_logger(__name__)
# What of a client's request is the provider's business too.
_FORWARDED: Final = ("openai-beta",)
_USER_AGENT: Final = f"orgbilling/{__version__}"
# A kept connection that its provider had closed fails at once; later, the request was at work.
_STALE_WITHIN_S: Final = 0.1
_TURNS: Final = 8


class ProviderTimedOut(Exception):
    """The provider was asked, and did not begin to answer in time. It may be at work."""


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
        intake = self.clients.intake(upstream)
        try:
            async with asyncio.timeout(first_byte_s):
                response = await self._send_within(upstream, intake)
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
                return await read_refusal(upstream, response, intake)
            if self.request.is_stream or self.request.brings_bytes:
                reader = self.make_reader(upstream)
                return await begin_stream(upstream, response, intake, reader, begin_by_s)
            return await read_whole(upstream, response, intake)
        except httpx2.ReadTimeout as error:
            raise ProviderTimedOut from error
        except httpx2.HTTPError as error:
            _logger.warning("provider_broke_off", upstream=upstream.name, error=repr(error))
            raise ProviderBroke from error

    async def _send_within(self, upstream: Upstream, intake: Intake | None) -> httpx2.Response:
        """Send the request. The headers of an organization's own provider have an end, however many
        bytes of them come in time."""
        if intake is None:
            return await self._send(upstream)
        patience = self.clients.timeout(upstream)
        within_s = (patience.connect or 0.0) + (patience.read or 0.0)
        try:
            async with asyncio.timeout_at(intake.header_until_s(within_s)):
                return await self._send(upstream)
        except TimeoutError as error:
            raise httpx2.ReadTimeout("The headers take too long.") from error

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
        extensions["timeout"] = self.clients.timeout(upstream).as_dict()
        return httpx2.Request("POST", url, content=content, headers=headers, extensions=extensions)


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
