"""Who calls a model, and on which terms: one look-up before the hold, shared by those of a moment.

A call asks once, for its key and its model. Calls that come while a statement is under way travel
together in the next (`Batcher`), on a connection of their own.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, NamedTuple, TypeAlias
from uuid import UUID

from orgbilling.database import BatchCounters, Batcher, Database, Lane, Trip
from orgbilling.database.literals import bytea_text, plain_array, text_array
from orgbilling.gateway import queries
from orgbilling.gateway.own_prices import is_only_own, own_price
from orgbilling.gateway.prices import Price, prices_of_json
from orgbilling.gateway.provider_keys import own_upstreams
from orgbilling.gateway.rates import Rate
from orgbilling.gateway.upstreams import Upstream, Upstreams
from orgbilling.identity.actor import Actor
from orgbilling.identity.credential import Credential
from orgbilling.identity.dependencies import require_scope
from orgbilling.identity.known_caller import TOUCH_EVERY, invalid_credential
from orgbilling.kernel.clock import Clock
from orgbilling.kernel.errors import DomainError, Forbidden, NotFound
from orgbilling.settings import Settings
from orgbilling.spending.decisions import misuse
from orgbilling.usage.shown import OWN

_BATCH_MAX: Final = 200


@dataclass(frozen=True, slots=True)
class Member:
    """The payer of a call: always the organization of the key, never one that is guessed."""

    org_id: UUID
    user_id: str
    credential_id: str
    address: str | None = None
    """Where the call came from."""


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
    """On which terms a call runs: who pays, who may be asked, in their order, and the rate of each
    by what it is known as."""

    member: Member
    serving: list[Upstream]
    rates: Mapping[str, Rate]
    is_limited: bool = False
    """Whether a rule or limit may concern what its member spends."""

    def rate_of(self, upstream: Upstream) -> Rate:
        """Return what an answer of an upstream is charged at."""
        return self.rates[upstream.known_as]

    @property
    def has_own(self) -> bool:
        """Whether the organization's own keys may be asked."""
        return any(known_as.startswith(OWN) for known_as in self.rates)


@dataclass(frozen=True, slots=True)
class Standing:
    """What a key's organization has agreed on: its plan (None without a subscription), with the
    markups (factors) where our keys serve and where its own do."""

    member: Member
    plan: str | None
    managed_markup: Decimal
    own_key_markup: Decimal | None
    is_limited: bool

    @property
    def has_own(self) -> bool:
        """Whether the organization's own keys serve it, each the models that it names."""
        return self.plan in ("byok", "hybrid")

    @property
    def has_ours(self) -> bool:
        """Whether our keys serve it, where none of its own does."""
        return self.plan != "byok"


_Found: TypeAlias = queries.GatewayTermsRow


class _Question(NamedTuple):
    """Whose key, for which model (empty: whichever), and from where."""

    credential: Credential
    model: str
    address: str | None


# All calls are one group: one look-up is under way at a time.
_Trip: TypeAlias = Trip[None, _Question, _Found | None]


class TermsFinder:
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
        self._calls: Batcher[None, _Question, _Found | None] = Batcher(
            [Lane(database.application_url, name="orgbilling-terms")],
            self._look_up_all,
            BatchCounters(),
            batch_limit=_BATCH_MAX,
            queue_limit=settings.engine_queue_limit,
        )

    def start(self) -> None:
        """Begin to answer; the connection is opened for the first call."""
        self._calls.start()

    async def find(self, credential: Credential, model: str, address: str | None) -> Terms:
        """Return the terms of this moment for a member key and a model. On `byok` the
        organization's own keys serve, on `platform` ours, on `hybrid` its own where it has one for
        the model. The sides are charged differently, so that a call changes them only where the
        organization has said that its own keys fall over to ours.

        Raises:
            Unauthorized: `credential_invalid`: the key is nobody's (any more), or no member key.
            Forbidden: `scope_missing`; `access_expired`, `address_not_allowed` or
                `model_not_allowed` by a rule of the key, the member or the organization;
                `provider_key_missing`: the plan brings its own keys, and none serves the model.
            NotFound: `model_not_found`: nobody serves it, or it has no price and is not sold.
            Unavailable: `spending_queue_full`: too many calls wait.
            DomainError: the database does not answer.
        """
        found = await self._look_up_settled(credential, model, address)
        standing = _standing(credential, found, address)
        member = standing.member
        price = None if found.price_id is None else Price.of_row(found)
        ours = self._upstreams.serving(model) if standing.has_ours else []
        if standing.has_own:
            own = await own_upstreams(self._database, member.org_id, model, self._settings)
            if own:
                assert standing.own_key_markup is not None, "every plan has one"
                own_price = await self._own_price(standing, model) or price
                rate = Rate(_sold(own_price, model), standing.own_key_markup)
                rates = {upstream.known_as: rate for upstream in own}
                if not found.falls_over or price is None:
                    return Terms(member, own, rates, found.is_limited)
                rates |= _our_rates(ours, price, found)
                return Terms(member, [*own, *ours], rates, found.is_limited)
        if not standing.has_ours:
            raise Forbidden(
                "This organization's plan brings its own provider keys, and none serves this "
                "model.",
                code="provider_key_missing",
            )
        if not ours:
            raise unknown_model(model)
        rates = _our_rates(ours, _sold(price, model), found)
        return Terms(member, ours, rates, found.is_limited)

    async def standing_of(self, credential: Credential, address: str | None) -> Standing:
        """Return what holds of a member key whichever model it asks for; raises as `find`."""
        found = await self._look_up_settled(credential, "", address)
        return _standing(credential, found, address)

    async def close(self, within_s: float) -> None:
        """Answer those that wait, then disconnect."""
        await self._calls.close(within_s)

    async def _own_price(self, standing: Standing, model: str) -> Price | None:
        if not is_only_own(standing.plan, model, self._upstreams):
            return None
        org_id = standing.member.org_id
        return await own_price(self._database, org_id, model, self._clock.now())

    async def _look_up_settled(
        self, credential: Credential, model: str, address: str | None
    ) -> _Found:
        question = _Question(credential, model, address)
        found = await self._calls.ask(None, question)
        if found is not None and found.is_due and credential.org_id is not None:
            # What is due may change the plan, and with it who serves and what is charged.
            now = self._clock.told()
            await self._database.execute(
                queries.settle_organization(org_id=credential.org_id, now=now)
            )
            found = await self._calls.ask(None, question)
        if found is None:
            raise invalid_credential()
        return found

    async def _look_up_all(self, trip: _Trip) -> None:
        # Those whose client has gone meanwhile are asked for no more.
        calls = [call for call in trip.groups[None] if call.is_awaited]
        if not calls:
            return
        self.statements += 1
        parameters = self._parameters([call.request for call in calls])
        try:
            rows = await trip.lane.fetch_rows(queries.gateway_terms, parameters)
        except DomainError as error:
            # Nobody is let in where the database does not say so.
            for call in calls:
                call.fail(error)
            return
        found = {row.ordinal: row for row in rows}
        for ordinal, call in enumerate(calls, start=1):
            call.give(found.get(ordinal))

    def _parameters(self, questions: list[_Question]) -> list[str]:
        now: datetime = self._clock.now()
        return [
            plain_array([question.credential.org_id for question in questions]),
            text_array([bytea_text(question.credential.secret_hash) for question in questions]),
            text_array([question.model for question in questions]),
            text_array([question.address for question in questions]),
            now.isoformat(),
            (now - TOUCH_EVERY).isoformat(),
            text_array([self._named(question.model) for question in questions]),
        ]

    def _named(self, model: str) -> str:
        """Return the upstreams of a model that may have prices of their own, as JSON; nothing where
        there is but one."""
        names = [upstream.name for upstream in self._upstreams.in_order_of_file(model)]
        return json.dumps(names) if len(names) > 1 else ""


def _our_rates(ours: list[Upstream], price: Price, found: _Found) -> dict[str, Rate]:
    """Return what each of our upstreams is charged at: its own provider's price, where that was
    taken from the published list, and else the model's."""
    own = {} if found.upstream_prices is None else prices_of_json(found.upstream_prices)
    markup = found.managed_markup
    return {each.known_as: Rate(own.get(each.name, price), markup) for each in ours}


def _sold(price: Price | None, model: str) -> Price:
    if price is None:
        raise unknown_model(model)
    return price


def unknown_model(model: str) -> NotFound:
    """Return the refusal of a model that nobody serves or that has no price."""
    return NotFound(
        f"The model {model!r} does not exist here. GET /v1/models lists those that do.",
        code="model_not_found",
        fields={"param": "model"},
    )


def _standing(credential: Credential, found: _Found, address: str | None) -> Standing:
    member = paying_member(_actor(credential, found))
    if found.barred is not None:
        raise misuse(found.barred)
    return Standing(
        replace(member, address=address),
        found.subscription_plan,
        found.managed_markup,
        found.own_key_markup,
        found.is_limited,
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
