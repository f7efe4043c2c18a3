"""The gateway of one process: hold, ask a provider, pass its answer on, capture."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from time import perf_counter
from typing import Final
from uuid import UUID, uuid4

import structlog
from starlette.responses import Response

from orgbilling.database import Database
from orgbilling.gateway.admission import Admission, new_request_id
from orgbilling.gateway.answer_headers import answer_headers, cost_headers, note_model
from orgbilling.gateway.beginnings import STREAM_TYPE, Answer, ProviderBroke
from orgbilling.gateway.call import Call
from orgbilling.gateway.clients import ProviderClients
from orgbilling.gateway.contexts import shortest_context
from orgbilling.gateway.delivery import StreamDelivery, WholeDelivery
from orgbilling.gateway.dialects.files import dialect_named
from orgbilling.gateway.dialects.usage import Usage
from orgbilling.gateway.media.spoken import SoundReader
from orgbilling.gateway.output_limits import worst_case
from orgbilling.gateway.own_share import OwnShares
from orgbilling.gateway.places import Places
from orgbilling.gateway.price_parts import STANDARD
from orgbilling.gateway.providers import Asking, ProviderTimedOut
from orgbilling.gateway.readers import Reader
from orgbilling.gateway.refusals import ChargedFailure, failure_response
from orgbilling.gateway.request_notes import with_tags_of_header
from orgbilling.gateway.requests import ModelRequest
from orgbilling.gateway.settlement import NOTHING, Settlements
from orgbilling.gateway.stream import StreamReader
from orgbilling.gateway.terms import Terms, TermsFinder
from orgbilling.gateway.upstream_states import UpstreamStates
from orgbilling.gateway.upstreams import Upstream, Upstreams
from orgbilling.gateway.worst_case import WorstCase, most_of
from orgbilling.kernel.clock import Clock
from orgbilling.kernel.errors import DomainError, StoreUnavailable
from orgbilling.pricing import Charge
from orgbilling.settings import Settings
from orgbilling.spending.engine import SpendingEngine

_logger = structlog.get_logger(__name__)
_CLIENT_ID_CHARACTERS_MAX: Final = 255


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
        self.states = UpstreamStates(database)
        self._settings = settings
        self._clients = clients
        self._admission = Admission(database, engine, settings, clock, self.process_id)
        self.settlements = Settlements(database, engine, settings.credits_per_usd, clock)
        self._places = Places(settings.gateway_organization_calls)
        self._leaving: set[asyncio.Task[None]] = set()
        self.reload_soon: Callable[[], None] | None = None
        """Has the file of upstreams read again; may be called from a signal's handler."""

    @property
    def own(self) -> OwnShares:
        """What each organization has of this process for its own providers."""
        return self._clients.own

    async def serve(
        self, request: ModelRequest, terms: Terms, headers: Mapping[str, str]
    ) -> Response:
        """Carry one call. What keeps it from being answered is an answer, too, with its id.

        Raises:
            DomainError: 500: a fault of ours.
        """
        context = await shortest_context(
            (upstream.models[request.model], upstream.base_url) for upstream in terms.serving
        )
        find = partial(worst_case, request, terms.serving, terms.rate_of, context, self._settings)
        worst, serving = find() if request.turn is None else await request.turn(find)
        call = _call_of(request, worst, terms, serving, headers)
        # A task of its own: a server that stops cancels the request, and not what it has begun.
        carrying = asyncio.create_task(self._carry(call, request, worst, serving, headers, terms))
        try:
            return await asyncio.shield(carrying)
        except asyncio.CancelledError:
            leaving = asyncio.create_task(_settle_undelivered(carrying))
            self._leaving.add(leaving)
            leaving.add_done_callback(self._leaving.discard)
            raise
        except DomainError as error:
            if error.status == 500:
                raise
            return failure_response(error, f"/v1/{request.kind}", call.request_id)

    async def close(self, within_s: float = 10.0) -> None:
        """Wait for what goes on after its request, and for the settlements."""
        if self._leaving:
            await asyncio.wait(self._leaving, timeout=within_s)
        await self.settlements.close(within_s)
        await self.terms.close(within_s)
        await self.states.close()

    async def _carry(
        self,
        call: Call,
        request: ModelRequest,
        worst: WorstCase,
        serving: list[Upstream],
        headers: Mapping[str, str],
        terms: Terms,
    ) -> Response:
        """Carry a call in a place of its organization's; a stream gives it back when it is settled.

        Raises:
            DomainError: what keeps it from being answered, 429 `too_many_calls` with it.
        """
        self._places.take(call.org_id)
        is_stream = False
        try:
            answer = await self._carried(call, request, worst, serving, headers, terms)
            is_stream = isinstance(answer, StreamDelivery)
            return answer
        finally:
            if not is_stream:
                self._places.give_back(call.org_id)

    async def _carried(
        self,
        call: Call,
        request: ModelRequest,
        worst: WorstCase,
        serving: list[Upstream],
        headers: Mapping[str, str],
        terms: Terms,
    ) -> Response:
        if len(serving) > 1:
            # Beside the hold, so that it costs the call no time.
            self.states.begin_reading()
        call.upstream = serving[0].name
        await self._hold(call, request, worst)
        try:
            if len(serving) > 1:
                await self.states.has_read()
                serving = self.states.in_order(serving, call.model)
            answer = await self._ask(call, request, worst, serving, headers, terms)
        except ProviderTimedOut:
            await self._charge(call, _told_by_now(call), "timed_out")
            raise ChargedFailure(
                "The provider did not begin to answer in time. The input was charged.",
                status=504,
                code="provider_timed_out",
            ) from None
        except ProviderBroke:
            await self._charge(call, _told_by_now(call), "provider_failed")
            raise ChargedFailure(
                "The provider broke off. The input was charged.",
                status=502,
                code="provider_failed",
            ) from None
        except BaseException:
            await self._release(call)
            raise
        if answer.reader is None:
            return await self._whole(call, request, answer)
        return self._stream(call, request, answer)

    async def _hold(self, call: Call, request: ModelRequest, worst: WorstCase) -> None:
        try:
            await self._admission.hold(call, request, worst)
        except StoreUnavailable:
            # Whether it is held, and dispatched in the journal, is not known; it will not be sent.
            self.settlements.withdraw(call)
            raise
        if call.hold_id is not None:
            self.running[call.hold_id] = call

    async def _ask(
        self,
        call: Call,
        request: ModelRequest,
        worst: WorstCase,
        serving: list[Upstream],
        headers: Mapping[str, str],
        terms: Terms,
    ) -> Answer:
        def make_reader(upstream: Upstream) -> Reader:
            call.reader = request.bytes_reader() or StreamReader(
                hides_usage=not call.wants_usage,
                bytes_per_token=self._settings.gateway_bytes_per_token,
                dialect=dialect_named(upstream.dialect),
                output_tokens_held=call.output_tokens_held
                if request.has_output_limit and call.hold_id
                else None,
                counts_hosted=call.has_hosted_tools,
                counts_at_once=upstream.is_own,
            )
            return call.reader

        def note_upstream(upstream: Upstream) -> None:
            call.upstream, call.upstream_known_as = upstream.name, upstream.known_as
            call.upstream_label = upstream.label
            call.provider_model = upstream.models.get(request.model, request.model)
            call.use(terms.rate_of(upstream))
            call.fees = dict(worst.certain_fees[upstream.known_as])
            call.has_fallen_over = terms.has_own and not upstream.is_own
            fitted = request.fit_for(upstream)
            call.dropped = fitted.dropped
            # Who does not get the tier serves as is usual.
            is_tiered = fitted.body.get("service_tier") == worst.named_tier
            call.service_tier = worst.named_tier if is_tiered else STANDARD
            call.reader = None

        asking = Asking(
            self._clients,
            self.states,
            request,
            call.output_tokens_max,
            worst.sent_tiers,
            headers,
            make_reader,
            note_upstream,
        )
        return await asking.ask(serving)

    def _stream(self, call: Call, request: ModelRequest, answer: Answer) -> StreamDelivery:
        reader = answer.reader
        assert reader is not None
        call.reader = reader
        note_model(call, reader.model)
        ended_already: list[str] = []

        async def settle(ended: str) -> Charge | None:
            # The client may leave while the end is being settled: the first word counts.
            if ended_already:
                return None
            ended_already.append(ended)
            self._places.give_back(call.org_id)
            if not call.answered_model and reader.usage is not None:
                note_model(call, reader.usage.model or "")
            if reader.error is not None and not reader.has_output():
                # It went wrong before anything was sold.
                return await self._release(call)
            counted = request.count_stream(ended, call.provider_model, call.price)
            if counted is not None:
                call.note_counted(counted)
            usage = request.understood(_charged_usage(call, reader, ended))
            return await self._charge(call, usage, ended)

        content_type = STREAM_TYPE
        if isinstance(reader, SoundReader):
            content_type = answer.response.headers.get("content-type") or request.bytes_type
        headers = answer_headers(call, answer.upstream, content_type)
        return StreamDelivery(call, answer, self._clients, headers, settle)

    async def _whole(self, call: Call, request: ModelRequest, answer: Answer) -> Response:
        whole, response = answer.whole, answer.response
        assert whole is not None
        call.note_first_byte()
        note_model(call, whole.model)
        begun_s = perf_counter()
        counted = request.count(whole, call.provider_model, call.price)
        if answer.intake is not None:
            answer.intake.note_work(perf_counter() - begun_s)
        call.note_counted(counted)
        ended = "provider_failed" if whole.is_broken else "completed"
        charge = await self._charge(call, request.understood(whole.usage), ended)
        headers = answer_headers(call, answer.upstream, response.headers.get("content-type", ""))
        told = WholeDelivery(
            whole.content,
            status_code=response.status_code,
            headers={**headers, **cost_headers(call, charge)},
        )
        told.used, told.intake = call.used, answer.intake
        return told

    async def _charge(self, call: Call, usage: Usage | None, ended: str) -> Charge:
        try:
            charge = await self.settlements.charge(call, usage, ended)
        finally:
            self._forget(call)
        held = call.output_tokens_held if call.has_output_limit else None
        told = None if usage is None else usage.tokens
        if told is not None and call.hold_id is not None and held and told.output > held:
            self.states.note_limit_ignored(call.upstream_known_as, call.model, call.request_id)
        return charge

    async def _release(self, call: Call) -> Charge:
        try:
            await self.settlements.release(call)
        finally:
            self._forget(call)
        return NOTHING

    def _forget(self, call: Call) -> None:
        if call.hold_id is not None:
            self.running.pop(call.hold_id, None)


def _call_of(
    request: ModelRequest,
    worst: WorstCase,
    terms: Terms,
    serving: list[Upstream],
    headers: Mapping[str, str],
) -> Call:
    member = terms.member
    rates = {(r.price.price_id, r.markup): r for r in map(terms.rate_of, serving)}
    first = terms.rate_of(serving[0])
    return Call(
        org_id=member.org_id,
        user_id=member.user_id,
        credential_id=member.credential_id,
        request_id=new_request_id(),
        client_request_id=headers.get("x-request-id", "")[:_CLIENT_ID_CHARACTERS_MAX] or None,
        model=request.model,
        input_tokens=worst.input.tokens,
        audio_input_tokens=worst.input.audio,
        is_stream=request.is_stream,
        answers=worst.answers,
        # The journal has those of whoever may be asked; each charges its own.
        fees=most_of(worst.certain_fees.values()),
        has_output_limit=request.has_output_limit,
        wants_usage=request.wants_usage,
        price=first.price,
        markup=first.markup,
        rates=tuple(rates.values()),
        address=member.address,
        is_limited=terms.is_limited,
        notes=with_tags_of_header(request.notes, headers),
        service_tier=worst.named_tier,
        has_hosted_tools=worst.has_hosted_tools,
    )


def _told_by_now(call: Call) -> Usage | None:
    """Return what the provider has told before anything of an answer came: some begin a stream with
    the input that they count."""
    return None if call.reader is None else call.reader.usage


def _charged_usage(call: Call, reader: Reader, ended: str) -> Usage | None:
    """Return what a stream is charged for: what its provider counted; where it passed what is held,
    just that of its output; None where it is counted from the text."""
    usage = reader.usage
    is_told = ended == "completed" and usage is not None and usage.tokens is not None
    if reader.hosted and not is_told:
        # It broke off before it told how often its tools ran: what was seen of them is charged.
        usage = usage if usage is not None and usage.tokens is not None else Usage(call.counted())
        usage = replace(usage, fees={**reader.hosted, **usage.fees})
    if ended != "limit_passed":
        return usage
    _logger.warning(
        "gateway_stream_ended_at_its_hold",
        upstream=call.upstream,
        model=call.model,
        request_id=call.request_id,
    )
    told = usage if usage is not None and usage.tokens is not None else Usage(call.counted())
    # A cost that was told before the end is not that of what came until it.
    return replace(told.with_output_of(call.output_tokens_held or 0), cost_usd=None)


async def _settle_undelivered(carrying: "asyncio.Task[Response]") -> None:
    """A request was cancelled: a stream that begins all the same has nobody to serve it to."""
    await asyncio.wait({carrying})
    # A refusal or a whole answer has settled itself.
    if carrying.cancelled() or carrying.exception() is not None:
        return
    answer = carrying.result()
    if isinstance(answer, StreamDelivery):
        await answer.abandon()
