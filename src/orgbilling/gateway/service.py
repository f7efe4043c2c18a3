"""The gateway of one process: hold, ask a provider, pass its answer on, capture."""

import asyncio
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Final
from uuid import UUID, uuid4

import httpx2
import structlog
from starlette.responses import Response

from orgbilling.database import Database
from orgbilling.gateway.admission import Admission, new_request_id
from orgbilling.gateway.answers import output_bytes, parse_events, parsed
from orgbilling.gateway.call import Call
from orgbilling.gateway.contexts import shortest_context
from orgbilling.gateway.delivery import StreamDelivery
from orgbilling.gateway.dialects.files import dialect_named
from orgbilling.gateway.dialects.reader import usage_of_answer
from orgbilling.gateway.dialects.usage import Usage
from orgbilling.gateway.output_limits import worst_case
from orgbilling.gateway.price_list import refresh_prices
from orgbilling.gateway.providers import Answer, ProviderClients, ProviderTimedOut, ask
from orgbilling.gateway.recovery import keep_journal
from orgbilling.gateway.requests import ModelRequest
from orgbilling.gateway.sealing import Sealer
from orgbilling.gateway.settlement import NOTHING, Settlements
from orgbilling.gateway.stream import StreamReader
from orgbilling.gateway.terms import Terms, TermsFinder
from orgbilling.gateway.upstreams import Upstream, Upstreams
from orgbilling.gateway.worst_case import WorstCase
from orgbilling.kernel.clock import Clock
from orgbilling.kernel.errors import DomainError, Forbidden, StoreUnavailable, Unavailable
from orgbilling.kernel.money import as_json_number
from orgbilling.pricing import Charge
from orgbilling.settings import Settings
from orgbilling.spending.engine import SpendingEngine

_logger = structlog.get_logger(__name__)
_STREAM_TYPE: Final = "text/event-stream"
_CLIENT_ID_CHARACTERS_MAX: Final = 255
_HEADER_MAX: Final = 1_000
_UNPRINTABLE: Final = re.compile(r"[^ -~]")
# Our key is the platform's business: its refusal tells a client nothing that it could act on.
_OUR_FAULT: Final = frozenset({401, 402, 403, 407})


class Gateway:
    """Carries the calls of one process. Made by `running_gateway`."""

    def __init__(
        self,
        database: Database,
        engine: SpendingEngine,
        upstreams: Upstreams,
        settings: Settings,
        clock: Clock,
        clients: ProviderClients,
    ) -> None:
        self.upstreams = upstreams
        self.process_id = uuid4()
        self.terms = TermsFinder(database, upstreams, settings, clock)
        self.running: dict[UUID, Call] = {}
        """Calls that were sent and are not settled, by their holds."""
        self._settings = settings
        self._clients = clients
        self._admission = Admission(database, engine, settings, clock, self.process_id)
        self.settlements = Settlements(database, engine, settings.credits_per_usd, clock)
        self._leaving: set[asyncio.Task[None]] = set()

    async def serve(
        self, request: ModelRequest, terms: Terms, headers: Mapping[str, str]
    ) -> Response:
        """Carry one call.

        Raises:
            DomainError: why it did not run, or why there is no answer.
        """
        member = terms.member
        context = await shortest_context(
            (upstream.models[request.model], upstream.base_url) for upstream in terms.serving
        )
        worst = worst_case(request, terms.serving, terms.price, context, self._settings)
        call = Call(
            org_id=member.org_id,
            user_id=member.user_id,
            credential_id=member.credential_id,
            request_id=new_request_id(),
            client_request_id=headers.get("x-request-id", "")[:_CLIENT_ID_CHARACTERS_MAX] or None,
            model=request.model,
            input_tokens=worst.input.tokens,
            audio_input_tokens=worst.input.audio,
            is_stream=request.is_stream,
            price=terms.price,
            markup=terms.markup,
        )
        # A task of its own: a server that stops cancels the request, and not what it has begun.
        carrying = asyncio.create_task(self._carry(call, request, worst, terms.serving, headers))
        try:
            return await asyncio.shield(carrying)
        except asyncio.CancelledError:
            leaving = asyncio.create_task(_settle_undelivered(carrying))
            self._leaving.add(leaving)
            leaving.add_done_callback(self._leaving.discard)
            raise

    async def close(self, within_s: float = 10.0) -> None:
        """Wait for what goes on after its request, and for the settlements."""
        if self._leaving:
            await asyncio.wait(self._leaving, timeout=within_s)
        await self.settlements.close(within_s)
        await self.terms.close(within_s)

    async def _carry(
        self,
        call: Call,
        request: ModelRequest,
        worst: WorstCase,
        serving: list[Upstream],
        headers: Mapping[str, str],
    ) -> Response:
        call.upstream = serving[0].name
        try:
            await self._admission.hold(call, request, worst)
        except StoreUnavailable:
            # Whether it is held, and dispatched in the journal, is not known; it will not be sent.
            self.settlements.withdraw(call)
            raise
        if call.hold_id is not None:
            self.running[call.hold_id] = call
        try:
            answer = await ask(self._clients, serving, request, call.output_tokens_max, headers)
        except ProviderTimedOut:
            await self._charge(call, None, "timed_out")
            raise DomainError(
                "The provider did not begin to answer in time. The input was charged.",
                status=504,
                code="provider_timed_out",
            ) from None
        except BaseException:
            await self._release(call)
            raise
        call.upstream = answer.upstream.name
        call.provider_model = answer.upstream.models.get(request.model, request.model)
        call.dropped = request.fit_for(answer.upstream).dropped
        if answer.response.status_code >= 300:
            return await self._refused(call, answer)
        content_type = answer.response.headers.get("content-type", "")
        if request.is_stream and content_type.startswith(_STREAM_TYPE):
            return self._stream(call, answer, hides_usage=not request.wants_usage)
        return await self._whole(call, answer)

    def _stream(self, call: Call, answer: Answer, *, hides_usage: bool) -> StreamDelivery:
        reader = StreamReader(
            hides_usage=hides_usage,
            bytes_per_token=self._settings.gateway_bytes_per_token,
            dialect=dialect_named(answer.upstream.dialect),
        )
        call.reader = reader
        ended_already: list[str] = []

        async def settle(ended: str) -> Charge | None:
            # The client may leave while the end is being settled: the first word counts.
            if ended_already:
                return None
            ended_already.append(ended)
            return await self._charge(call, reader.usage, ended)

        return StreamDelivery(
            call, reader, answer.response, _answer_headers(call, _STREAM_TYPE), settle
        )

    async def _whole(self, call: Call, answer: Answer) -> Response:
        try:
            content = await answer.response.aread()
        except httpx2.HTTPError as error:
            await self._charge(call, None, "provider_failed")
            _logger.warning("provider_broke_off", error=repr(error))
            raise DomainError(
                "The provider broke off. The input was charged.",
                status=502,
                code="provider_failed",
            ) from None
        finally:
            await asyncio.shield(asyncio.ensure_future(answer.response.aclose()))
        call.note_first_byte()
        is_stream = answer.response.headers.get("content-type", "").startswith(_STREAM_TYPE)
        documents = parse_events(content) if is_stream else [parsed(content)]
        dialect = dialect_named(answer.upstream.dialect)
        usage = usage_of_answer(documents, answer.response.headers, dialect)
        text_bytes = sum(map(output_bytes, documents))
        size = self._settings.gateway_bytes_per_token
        call.whole_output_tokens = -(-text_bytes // size)
        charge = await self._charge(call, usage, "completed")
        return Response(
            content,
            status_code=answer.response.status_code,
            headers={
                **_answer_headers(call, answer.response.headers.get("content-type", "")),
                "x-orgbilling-credits": str(as_json_number(charge.credits)),
            },
        )

    async def _refused(self, call: Call, answer: Answer) -> Response:
        """Pass a provider's refusal on; it did nothing that it is paid for."""
        try:
            content = await answer.response.aread()
        except httpx2.HTTPError:
            content = b""
        finally:
            await asyncio.shield(asyncio.ensure_future(answer.response.aclose()))
        await self._release(call)
        status = answer.response.status_code
        document = parsed(content)
        if status in _OUR_FAULT or status < 400:
            _logger.error("provider_refused_us", upstream=call.upstream, status=status)
            if answer.upstream.is_own:
                raise Forbidden(
                    "The provider refuses the organization's own key. Nothing was charged.",
                    code="provider_key_refused",
                )
            raise Unavailable(
                "The provider refuses this server. Nothing was charged.",
                code="provider_unavailable",
                retry_after_s=60,
            )
        if not isinstance(document, dict) or not isinstance(document.get("error"), dict):
            raise DomainError(
                "The provider refused the request and did not say why. Nothing was charged.",
                status=status,
                code="provider_refused",
            )
        return Response(
            content, status_code=status, headers=_answer_headers(call, "application/json")
        )

    async def _charge(self, call: Call, usage: Usage | None, ended: str) -> Charge:
        try:
            return await self.settlements.charge(call, usage, ended)
        finally:
            self._forget(call)

    async def _release(self, call: Call) -> Charge:
        try:
            await self.settlements.release(call)
        finally:
            self._forget(call)
        return NOTHING

    def _forget(self, call: Call) -> None:
        if call.hold_id is not None:
            self.running.pop(call.hold_id, None)


async def _settle_undelivered(carrying: "asyncio.Task[Response]") -> None:
    """A request was cancelled: a stream that begins all the same has nobody to serve it to."""
    await asyncio.wait({carrying})
    # A refusal or a whole answer has settled itself.
    if carrying.cancelled() or carrying.exception() is not None:
        return
    answer = carrying.result()
    if isinstance(answer, StreamDelivery):
        await answer.abandon()


def _answer_headers(call: Call, content_type: str) -> dict[str, str]:
    headers = {
        "content-type": content_type or "application/json",
        "x-request-id": call.request_id,
        "x-orgbilling-model": call.model.encode("ascii", "replace").decode(),
    }
    if call.output_tokens_max is not None:
        headers["x-max-output-tokens"] = str(call.output_tokens_max)
    if call.dropped:
        headers["x-dropped-fields"] = _UNPRINTABLE.sub("?", ", ".join(call.dropped))[:_HEADER_MAX]
    return headers


@asynccontextmanager
async def running_gateway(
    database: Database,
    engine: SpendingEngine,
    upstreams: Upstreams,
    settings: Settings,
    clock: Clock,
) -> AsyncIterator[Gateway]:
    """Run the gateway: at its end, what has begun is settled.

    Models without a price get the published one; who has none there is not sold.
    """
    # Read once here, so that a wrong one stops the start and not a request.
    Sealer(settings.secret_key)
    if upstreams.models:
        await refresh_prices(database, upstreams, actor_id="orgbilling serve", only_missing=True)
    clients = ProviderClients(settings.gateway_connect_timeout_s, settings.gateway_timeout_s)
    gateway = Gateway(database, engine, upstreams, settings, clock, clients)
    journal = asyncio.create_task(
        keep_journal(gateway.running, gateway.settlements, database, settings)
    )
    gateway.terms.start()
    try:
        yield gateway
    finally:
        journal.cancel()
        await asyncio.gather(journal, return_exceptions=True)
        await gateway.close()
        await clients.close()
