"""Who calls a model, and on which terms: one look-up before the hold, shared by those of a moment.

A call asks once, for its key and its model. Calls that come while a statement is under way travel
together in the next, on a connection of their own; no timer: the first one asks at once.
"""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, NamedTuple
from uuid import UUID

import structlog

from orgbilling.database import Database, Lane, load_queries
from orgbilling.database.literals import bytea_text, plain_array, text_array
from orgbilling.gateway.prices import Price
from orgbilling.gateway.provider_keys import own_upstreams
from orgbilling.gateway.upstreams import Upstream, Upstreams
from orgbilling.identity.actor import Actor
from orgbilling.identity.credential import Credential
from orgbilling.identity.dependencies import require_scope
from orgbilling.identity.introduction import TOUCH_EVERY, invalid_credential
from orgbilling.kernel.clock import Clock
from orgbilling.kernel.errors import DomainError, Forbidden, NotFound, Unavailable
from orgbilling.settings import Settings

queries = load_queries(__file__)
_logger = structlog.get_logger(__name__)
_BATCH_MAX: Final = 200


@dataclass(frozen=True, slots=True)
class Member:
    """The payer of a call: always the organization of the key, never one that is guessed."""

    org_id: UUID
    user_id: str
    credential_id: str


def paying_member(actor: Actor) -> Member:
    """Return who pays for a call.

    Raises:
        Forbidden: `member_key_required`: anything but a member's own key was presented;
            `scope_missing`: the key was not made to spend.
    """
    if actor.kind != "member_key" or actor.org_id is None or actor.user_id is None:
        raise Forbidden(
            "Calls to models need a member key: it says which organization pays, and for whom.",
            code="member_key_required",
        )
    require_scope(actor, "spend")
    return Member(actor.org_id, actor.user_id, actor.credential_id)


@dataclass(frozen=True, slots=True)
class Terms:
    """On which terms a call runs: who pays, its price, the plan's markup (a factor), and who may
    be asked."""

    member: Member
    price: Price
    markup: Decimal
    serving: list[Upstream]


class _Found(NamedTuple):
    """A row of `gateway_terms`, column by column. Without a plan `own_key_markup` is null, without
    a price all that follows."""

    ordinal: int
    user_id: str
    key_id: UUID
    scopes: list[str]
    subscription_plan: str | None
    managed_markup: Decimal
    own_key_markup: Decimal
    price_id: UUID | None
    input_usd_per_million: Decimal
    output_usd_per_million: Decimal
    cached_input_usd_per_million: Decimal | None
    cache_write_usd_per_million: Decimal | None
    audio_input_usd_per_million: Decimal | None
    audio_output_usd_per_million: Decimal | None
    output_tokens_max: int | None
    is_due: bool


@dataclass(slots=True)
class _Waiting:
    credential: Credential
    model: str
    answer: asyncio.Future[_Found | None]


class TermsDesk:
    """Finds the terms of the calls of one process. `statements` counts what it asked the database;
    at most `queue_limit` calls wait, more are refused with 503."""

    def __init__(
        self, database: Database, upstreams: Upstreams, settings: Settings, clock: Clock
    ) -> None:
        self.statements = 0
        self._database = database
        self._upstreams = upstreams
        self._settings = settings
        self._clock = clock
        self._lane = Lane(database.application_url, name="orgbilling-terms")
        self._waiting: list[_Waiting] = []
        self._asking: asyncio.Task[None] | None = None

    async def find(self, credential: Credential, model: str) -> Terms:
        """Return the terms of this moment for a member key and a model. On `byok` the
        organization's own keys serve, on `platform` ours, on `hybrid` its own where it has one for
        the model; a call never changes sides, because they are charged differently.

        Raises:
            Unauthorized: `credential_invalid`: the key is nobody's (any more), or no member key.
            Forbidden: `scope_missing`; `provider_key_missing`: the plan brings its own keys, and
                none serves the model.
            NotFound: `model_not_found`: nobody serves it, or it has no price and is not sold.
            Unavailable: `spending_queue_full`: too many calls wait.
            DomainError: the database does not answer.
        """
        found = await self._look_up(credential, model)
        if found is not None and found.is_due:
            # What is due may change the plan, and with it who serves and what is charged.
            whose = {"org_id": credential.org_id, "now": self._clock.told()}
            await self._database.execute(queries.settle_organization, whose)
            found = await self._look_up(credential, model)
        if found is None or credential.org_id is None:
            raise invalid_credential()
        member = paying_member(_actor(credential, found))
        if found.price_id is None:
            raise unknown_model(model)
        price = Price.of_row(found._asdict())
        if found.subscription_plan in ("byok", "hybrid"):
            own = await own_upstreams(self._database, member.org_id, model, self._settings)
            if own:
                return Terms(member, price, found.own_key_markup, own)
        if found.subscription_plan == "byok":
            raise Forbidden(
                "This organization's plan brings its own provider keys, and none serves this "
                "model.",
                code="provider_key_missing",
            )
        ours = self._upstreams.serving(model)
        if not ours:
            raise unknown_model(model)
        return Terms(member, price, found.managed_markup, ours)

    async def close(self, within_s: float) -> None:
        """Answer those that wait, then disconnect."""
        if self._asking is not None:
            await asyncio.wait({self._asking}, timeout=within_s)
        await self._lane.close()

    async def _look_up(self, credential: Credential, model: str) -> _Found | None:
        if len(self._waiting) >= self._settings.engine_queue_limit:
            raise Unavailable("Too many calls wait; try again.", code="spending_queue_full")
        waiting = _Waiting(credential, model, asyncio.get_running_loop().create_future())
        self._waiting.append(waiting)
        if self._asking is None:
            self._asking = asyncio.create_task(self._ask_for_all())
        return await waiting.answer

    async def _ask_for_all(self) -> None:
        try:
            while self._waiting:
                # Those whose client has gone meanwhile are asked for no more.
                taken = [entry for entry in self._waiting[:_BATCH_MAX] if not entry.answer.done()]
                del self._waiting[:_BATCH_MAX]
                if taken:
                    await self._ask_for(taken)
        finally:
            self._asking = None

    async def _ask_for(self, taken: list[_Waiting]) -> None:
        self.statements += 1
        try:
            rows = await self._lane.fetch_rows(queries.gateway_terms, self._parameters(taken))
        except DomainError as error:
            _refuse(taken, error)
            return
        except Exception as error:
            # Whatever it is, those who wait for this statement must get an answer.
            _logger.exception("gateway_terms_failed", error=repr(error))
            _refuse(taken, DomainError("The server failed on this request."))
            return
        found = {row[0]: _Found._make(row) for row in rows}
        for ordinal, entry in enumerate(taken, start=1):
            if not entry.answer.done():
                entry.answer.set_result(found.get(ordinal))

    def _parameters(self, taken: list[_Waiting]) -> list[str]:
        now: datetime = self._clock.now()
        return [
            plain_array([entry.credential.org_id for entry in taken]),
            text_array([bytea_text(entry.credential.secret_hash) for entry in taken]),
            text_array([entry.model for entry in taken]),
            now.isoformat(),
            (now - TOUCH_EVERY).isoformat(),
        ]


def unknown_model(model: str) -> NotFound:
    """Return the refusal of a model that nobody serves or that has no price."""
    return NotFound(
        f"The model {model!r} does not exist here. GET /v1/models lists those that do.",
        code="model_not_found",
        fields={"param": "model"},
    )


def _actor(credential: Credential, found: _Found) -> Actor:
    scopes: Any = frozenset(found.scopes)
    return Actor(
        kind=credential.kind,
        user_id=found.user_id,
        org_id=credential.org_id,
        key_id=found.key_id,
        is_system_admin=False,
        email=None,
        name=None,
        credential_id=str(found.key_id),
        credential_hash=credential.secret_hash,
        scopes=scopes,
    )


def _refuse(taken: list[_Waiting], error: DomainError) -> None:
    # Nobody is let in where the database does not say so.
    for entry in taken:
        if not entry.answer.done():
            entry.answer.set_exception(error.again())
