"""Every statement of the spending path, as the product sends it, on a platform of any size."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, LiteralString

import psycopg

from bench.database import Owner
from bench.growth_items import CALL_CLOSED, Spend, items_text
from bench.growth_load import MODEL, OWNER, TOGETHER, Scene, key_hash
from bench.growth_load import queries as load
from orgbilling import gateway as gateway_package
from orgbilling import identity as identity_package
from orgbilling import jobs as jobs_package
from orgbilling import spending as spending_package
from orgbilling.database import load_queries

# As texts, because each is sent once for each connection, by whatever plan that keeps.
credits = load_queries(str(spending_package.__file__))
gateway = load_queries(str(gateway_package.__file__))
identity = load_queries(str(identity_package.__file__), "queries_known_caller.sql")
jobs = load_queries(str(jobs_package.__file__))
Connection = psycopg.Connection[tuple[Any, ...]]
Parameters = Sequence[object] | Mapping[str, object]
_SESSION_IDLE_S = 86_400
_OUTCOME_COLUMN = 1


@dataclass(frozen=True)
class Asked:
    """A statement with its parameters, and what it answers: every row this outcome, so many rows
    (None: any number)."""

    query: LiteralString
    parameters: Parameters
    outcome: str | None = None
    rows: int | None = 1


@dataclass(frozen=True)
class Verb:
    """One statement; `prepare` does what has to be done before it, and returns it. `items` is how
    many it is about. What leaves much for a vacuum behind, which never comes here, runs seldom."""

    name: str
    items: int
    prepare: Callable[["Caller"], Asked]
    timed_runs_max: int = 1_000
    has_page_limit: bool = True


class Caller:
    """The application, on one connection, and whom its statements are about. The owner does what
    time does: a hold's time comes to its end."""

    def __init__(self, connection: Connection, owner: Owner, scene: Scene) -> None:
        self.connection = connection
        self.owner = owner
        self.scene = scene
        self.call = Spend.call_of(MODEL, scene.price_id)
        self.limited: str | None = None

    def ask(self, asked: Asked) -> list[tuple[Any, ...]]:
        """Send a statement and look at the answer."""
        rows = self.connection.execute(asked.query, asked.parameters, prepare=True).fetchall()
        assert asked.rows is None or len(rows) == asked.rows, (asked, rows)
        if asked.outcome is not None:
            assert {row[_OUTCOME_COLUMN] for row in rows} == {asked.outcome}, rows
        return rows

    def holds(self, spends: list[Spend]) -> list[uuid.UUID]:
        """Carry out reserves and return their holds."""
        return [row[3] for row in self.ask(spending(spends))]

    def payer(self, verb: str, credits: int = 1) -> Spend:
        """A spend of who spends alone."""
        return Spend(self.scene.org_id, verb, uuid.uuid4().hex, self.scene.payer, credits)

    def members(self, verb: str) -> list[Spend]:
        """Spends of members of the one organization."""
        members = (self.scene.members * TOGETHER)[:TOGETHER]
        return [replace(self.payer(verb), user_id=user_id) for user_id in members]

    def others(self, verb: str) -> list[Spend]:
        """Spends of members of an organization each."""
        others = (self.scene.others * TOGETHER)[:TOGETHER]
        return [
            replace(self.payer(verb), org_id=org_id, user_id=user_id) for org_id, user_id in others
        ]

    def resolving(self, verb: str, spends: list[Spend], call: str | None = None) -> list[Spend]:
        """Carry out reserves; the captures or releases of their holds."""
        credits = 1 if verb == "capture" else None
        return [
            Spend(spend.org_id, verb, credits=credits, hold_id=hold, call=call)
            for spend, hold in zip(spends, self.holds(spends), strict=True)
        ]


def spending(spends: list[Spend], outcome: str = "ok", *, closely: bool = False) -> Asked:
    """The statement of the engine."""
    parameters = [items_text(spends, closely=closely), _SESSION_IDLE_S]
    return Asked(credits.spend, parameters, outcome, len(spends))


def _alone(verb: str, **fields: Any) -> Callable[[Caller], Asked]:
    return lambda c: spending([replace(c.payer(verb), **fields)])


def _by_key(verb: str, name: Callable[[Scene], str]) -> Callable[[Caller], Asked]:
    return lambda c: spending([replace(c.payer(verb), credential_hash=key_hash(name(c.scene)))])


def _resolved(verb: str, *, closely: bool = False) -> Callable[[Caller], Asked]:
    return lambda c: spending(c.resolving(verb, [c.payer("reserve", 2)]), closely=closely)


def _resolved_together(verb: str) -> Callable[[Caller], Asked]:
    return lambda c: spending(c.resolving(verb, c.members("reserve")))


def _replayed(verb: str) -> Callable[[Caller], Asked]:
    def prepare(c: Caller) -> Asked:
        asked = spending([c.payer(verb)])
        c.ask(asked)
        return asked

    return prepare


def _replayed_capture(c: Caller) -> Asked:
    asked = spending(c.resolving("capture", [c.payer("reserve", 2)]))
    c.ask(asked)
    return asked


def _past_its_time(c: Caller) -> uuid.UUID:
    [hold] = c.holds([c.payer("reserve", 2)])
    c.owner.execute(load.expire_hold, {"org_id": c.scene.org_id, "hold_id": hold})
    return hold


def _give_back(c: Caller) -> Asked:
    return Asked(jobs.settle_calendar, {"org_id": c.scene.org_id, "now": None})


def _expired(c: Caller) -> uuid.UUID:
    hold = _past_its_time(c)
    c.ask(_give_back(c))
    return hold


def _expiry(c: Caller) -> Asked:
    _past_its_time(c)
    return _give_back(c)


def _limited(verb: str) -> Callable[[Caller], Asked]:
    """A spend of a member with budgets, who is made for the first of them."""

    def prepare(c: Caller) -> Asked:
        if c.limited is None:
            c.limited = f"limited-{uuid.uuid4().hex}"
            whose = {
                "org_id": c.scene.org_id, "user_id": c.limited, "owner": OWNER,
                "now": datetime.now(UTC), "credits": 5_000,
            }  # fmt: skip
            c.owner.execute(load.make_people, {"user_ids": [c.limited]})
            c.owner.execute(load.make_member, {**whose, "session_hash": key_hash(c.limited)})
            c.owner.execute(load.allocate_more, whose)
            c.owner.execute(load.limit_member, whose)
        return spending([replace(c.payer(verb), user_id=c.limited)])

    return prepare


def _limited_capture(c: Caller) -> Asked:
    reserve = _limited("reserve")(c)
    [hold] = [row[3] for row in c.ask(reserve)]
    return spending([Spend(c.scene.org_id, "capture", credits=1, hold_id=hold)])


def _terms(c: Caller) -> Asked:
    now = datetime.now(UTC)
    hashes = [key_hash(c.scene.payer)]
    before = now - timedelta(minutes=1)
    return Asked(
        gateway.gateway_terms, [[c.scene.org_id], hashes, [MODEL], [None], now, before, [""]]
    )


def _call(c: Caller) -> tuple[Spend, uuid.UUID]:
    # Soon over, so that the journal makes it last.
    spend = replace(c.payer("reserve", 2), call=c.call, ttl_s=600)
    return spend, c.holds([spend])[0]


def _journal(c: Caller) -> Asked:
    calls = [_call(c) for _ in range(2)]
    return Asked(
        gateway.journal,
        {
            "org_ids": [spend.org_id for spend, _ in calls],
            "hold_ids": [hold for _, hold in calls],
            "upstreams": ["growth"] * len(calls),
            "output_tokens": [7] * len(calls),
            "hold_ttl_s": 3600,
            "price_ids": [c.scene.price_id] * len(calls),
            "markups": [Decimal("1.5")] * len(calls),
        },
    )


def _call_resolved(verb: str) -> Callable[[Caller], Asked]:
    def prepare(c: Caller) -> Asked:
        spend = replace(c.payer("reserve", 2), call=c.call)
        return spending(c.resolving(verb, [spend], CALL_CLOSED))

    return prepare


def _lost(c: Caller) -> Asked:
    spend, _ = _call(c)
    return Asked(gateway.find_hold, {"org_id": spend.org_id, "request_id": spend.key})


def _free(c: Caller) -> Asked:
    return Asked(
        gateway.record_free_usage,
        {
            "org_id": c.scene.org_id,
            "user_id": c.scene.payer,
            "request_id": uuid.uuid4().hex,
            "model": MODEL,
            "metadata": "{}",
            "credential_id": None,
        },
    )


def _receipt(c: Caller) -> Asked:
    spend = c.payer("deduct")
    c.ask(spending([spend]))
    whose = {"org_id": spend.org_id, "request_id": spend.key, "user_id": spend.user_id}
    return Asked(gateway.receipt, whose)


def _receipt_of_capture(c: Caller) -> Asked:
    spend = c.payer("reserve", 2)
    c.ask(spending(c.resolving("capture", [spend])))
    whose = {"org_id": spend.org_id, "request_id": spend.key, "user_id": spend.user_id}
    return Asked(gateway.receipt, whose)


def _identified(kind: str, name: Callable[[Scene], str]) -> Callable[[Caller], Asked]:
    def prepare(c: Caller) -> Asked:
        now = datetime.now(UTC)
        return Asked(
            identity.identify_caller,
            {
                "credential_kind": kind,
                "key_org_id": None if kind == "session" else c.scene.org_id,
                "credential_hash": key_hash(name(c.scene)),
                "now": now,
                "idle_since": now - timedelta(days=1),
                "touch_before": now - timedelta(minutes=1),
                "org_id": c.scene.org_id,
                "purchase_id": None,
                "limit_kind": "read",
                "requests": 100_000,
                "period_s": 60,
            },
        )

    return prepare


def _in_sql(query: LiteralString) -> Callable[[Caller], Asked]:
    def prepare(c: Caller) -> Asked:
        whose = [c.scene.org_id, c.scene.payer, Decimal(1), uuid.uuid4().hex]
        return Asked(query, whose)

    return prepare


VERBS: list[Verb] = [
    Verb("a settlement where nothing is due", 1, lambda c: Asked(
        credits.settle_before_spending, [c.scene.org_id]
    )),
    Verb("a deduct", 1, _alone("deduct")),
    Verb("a deduct, closely", 1, lambda c: spending([c.payer("deduct")], closely=True)),
    Verb("a deduct by a service's key", 1, _by_key("deduct", lambda s: str(s.org_id))),
    Verb("a deduct by a member's key", 1, _by_key("deduct", lambda s: s.payer)),
    Verb("a deduct in a session", 1, _by_key("deduct", lambda s: f"session {s.payer}")),
    Verb("a deduct by a key that is unknown", 1, lambda c: spending(
        [replace(c.payer("deduct"), credential_hash=key_hash("nobody"))], "credential_invalid"
    )),
    Verb("a deduct that is refused", 1, lambda c: spending(
        [c.payer("deduct", 900_000_000)], "refused"
    )),
    Verb("a deduct that is repeated", 1, _replayed("deduct")),
    Verb("a hold", 1, _alone("reserve")),
    Verb("a hold by a service's key", 1, _by_key("reserve", lambda s: str(s.org_id))),
    Verb("a hold that is refused", 1, lambda c: spending(
        [c.payer("reserve", 900_000_000)], "refused"
    )),
    Verb("a hold that is repeated", 1, _replayed("reserve")),
    Verb("a capture", 1, _resolved("capture")),
    Verb("a capture, closely", 1, _resolved("capture", closely=True)),
    Verb("a capture that is repeated", 1, _replayed_capture),
    Verb("a capture of a hold that has expired", 1, lambda c: spending(
        [Spend(c.scene.org_id, "capture", credits=1, hold_id=_expired(c))]
    ), 1),
    Verb("a release", 1, _resolved("release")),
    Verb("a deduct within budgets", 1, _limited("deduct")),
    Verb("a hold within budgets", 1, _limited("reserve")),
    Verb("a capture within budgets", 1, _limited_capture),
    Verb("deducts of one organization", TOGETHER, lambda c: spending(c.members("deduct"))),
    Verb("deducts of one organization, closely", TOGETHER, lambda c: spending(
        c.members("deduct"), closely=True
    )),
    Verb("deducts of many organizations", TOGETHER, lambda c: spending(c.others("deduct"))),
    Verb("holds", TOGETHER, lambda c: spending(c.members("reserve"))),
    Verb("holds of many organizations", TOGETHER, lambda c: spending(c.others("reserve"))),
    Verb("captures", TOGETHER, _resolved_together("capture")),
    Verb("releases", TOGETHER, _resolved_together("release")),
    Verb("a deduct in SQL", 1, _in_sql(
        "select * from deduct_credits(%s, %s, %s, 'llm', 'gpt', %s)"
    )),
    Verb("a hold in SQL", 1, _in_sql("select * from reserve_credits(%s, %s, %s, %s)")),
    Verb("a check", 1, lambda c: Asked(
        credits.check, {
            "org_id": c.scene.org_id, "user_id": c.scene.payer, "credits": Decimal(1),
            "credential_id": None, "address": None,
        }
    )),
    Verb("who calls, in a session", 1, _identified("session", lambda s: f"session {s.payer}")),
    Verb("who calls, by a member's key", 1, _identified("member_key", lambda s: s.payer)),
    Verb("terms of a call to a model", 1, _terms),
    Verb("a call's hold", 1, lambda c: spending([replace(c.payer("reserve", 2), call=c.call)])),
    Verb("journal of two running calls", 2, _journal),
    Verb("a call's capture", 1, _call_resolved("capture")),
    Verb("a call's release", 1, _call_resolved("release")),
    Verb("a call whose hold's answer was lost", 1, _lost),
    Verb("a price of a call that is recovered", 1, lambda c: Asked(
        gateway.find_price, {"org_id": c.scene.org_id, "price_id": c.scene.price_id}
    )),
    Verb("a call that costs nothing", 1, _free),
    Verb("a receipt of a deduct", 1, _receipt),
    Verb("a receipt of a capture", 1, _receipt_of_capture),
    Verb("calls that nobody speaks for", 1, lambda _: Asked(
        gateway.take_abandoned, {"silent_s": 86_400, "limit": 100}, rows=0
    )),
    Verb("organizations with something due", 1, lambda _: Asked(
        jobs.list_calendar_due, {"now": datetime.now(UTC), "limit": 500}, rows=None
    )),
    # The worker's: it walks the index of the open holds of its one organization.
    Verb("expiry of a hold", 1, _expiry, 1, False),
]  # fmt: skip
