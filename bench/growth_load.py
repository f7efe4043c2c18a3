"""A database of any size whose ledger adds up: one organization with one member lives through the
product's own verbs, and its rows are then copied, set by set, under other ids.

Constraints, indexes and triggers stay as they are, and so does what they cost the load.
"""

import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import LiteralString

from psycopg import sql

from bench.database import Owner
from bench.growth_items import CALL_CLOSED, Spend, items_text
from orgbilling.database import load_queries

queries = load_queries(__file__, "growth.sql")

PEOPLE = 1_000_000
LARGE_SHARE = 10
"""One person in so many is in the one large organization."""
ORGANIZATIONS = 20_000
RESOLVED_EACH, KEYS_EACH = 10, 10
HISTORY_SHARE = 100
"""One resolved hold in so many is of the same member, who is the one that spends alone."""
TOGETHER = 100
MODEL = "growth-model"

_CREDITS_EACH = 5_000
_POOL_CREDITS = 9_000_000_000
_CHUNK = 10_000
_BATCH = 500
OWNER, _MEMBER = "growth-owner", "growth-member"
# Of an organization: the rows that are not a member's own. Each table after those it refers to.
_OF_ORGANIZATIONS = (
    "organizations", "organization_standings", "organization_settings", "organization_quotas",
    "organization_members", "organization_credit_pools", "organization_subscriptions",
    "subscription_standings", "subscription_terms", "subscription_periods", "org_billing_history",
    "credit_lots", "credit_transfers", "api_keys", "organization_audit_log", "spending_rules",
    "spending_limits",
)  # fmt: skip
_OF_MEMBERS = (
    "organization_members", "user_credit_allocations", "credit_allocation_changes",
    "credit_transfers", "credit_holds", "credit_request_keys", "credit_usage_attribution",
    "credit_usage_daily", "credit_refusals", "gateway_calls", "api_keys", "organization_audit_log",
)  # fmt: skip
# Written by a trigger for each copy, or handed on and forgotten within days.
_LEFT_OUT = {"organization_audit_unsealed", "outbox"}
_NOT_COPIED_IDS = {"org_id", "price_id", "process_id"}
# The member of a row; an event of the audit log has a subject.
_WHOSE = {"organization_audit_log": "subject"}


def key_hash(name: str) -> bytes:
    """Return the hash that the key of a person or an organization, or a session, is found by."""
    return sha256(name.encode()).digest()


@dataclass(frozen=True)
class Scene:
    """Whom the verbs are about: `payer` spends alone, `members` together, and `others` are members
    of an organization each."""

    org_id: uuid.UUID
    payer: str
    members: list[str]
    others: list[tuple[uuid.UUID, str]]
    price_id: uuid.UUID


def make_template(owner: Owner) -> Scene:
    """Make the organization that is copied, with its one member, and keep its rows aside."""
    org_id = uuid.uuid4()
    began = datetime.now(UTC) - timedelta(days=45)
    whose = {"org_id": org_id, "owner": OWNER, "user_id": _MEMBER, "now": began}
    owner.execute(queries.make_people, {"user_ids": [OWNER, _MEMBER]})
    owner.execute(
        queries.make_organization,
        {**whose, "pool_credits": _POOL_CREDITS, "key_hash": key_hash(str(org_id))},
    )
    owner.execute(queries.make_member, {**whose, "session_hash": key_hash(f"session {_MEMBER}")})
    owner.execute(
        queries.give_member, {**whose, "credits": _CREDITS_EACH, "key_hash": key_hash(_MEMBER)}
    )
    # Who has no allocation, so that others are not looked at more closely.
    owner.execute(queries.limit_member, {"org_id": org_id, "user_id": OWNER, "owner": OWNER})
    price_id = _one(owner, queries.price_model, {"model": MODEL})[0]
    _live(owner, org_id, price_id)
    _keep_aside(owner, org_id)
    return Scene(org_id, _MEMBER, [_MEMBER], [(org_id, _MEMBER)], price_id)


def _live(owner: Owner, org_id: uuid.UUID, price_id: uuid.UUID) -> None:
    """Ten resolved holds, an open one, and ten request keys, after others that are forgotten."""
    now = datetime.now(UTC)
    _hold_and_resolve(owner, org_id, now - timedelta(days=40), captures=4, releases=1)
    _spend(owner, [_deduct(org_id, _MEMBER)], now - timedelta(days=40))
    owner.execute(queries.forget_keys, {"before": now - timedelta(days=31)})

    recent = now - timedelta(days=3)
    call = Spend.call_of(MODEL, price_id)
    _hold_and_resolve(owner, org_id, recent, captures=3, releases=1, calls=[call, call])
    short = Spend(org_id, "reserve", _key(), _MEMBER, 1, ttl_s=60)
    _spend(owner, [short], recent)
    owner.execute(queries.give_back_expired, {"org_id": org_id, "now": recent + timedelta(hours=1)})
    recent += timedelta(hours=2)
    _spend(owner, [_deduct(org_id, _MEMBER) for _ in range(3)], recent)
    _spend(owner, [_deduct(org_id, _MEMBER, _POOL_CREDITS)], recent, "refused")
    _spend(owner, [Spend(org_id, "reserve", _key(), _MEMBER, 1)], None)


def _hold_and_resolve(
    owner: Owner,
    org_id: uuid.UUID,
    now: datetime,
    captures: int,
    releases: int,
    calls: list[str] | None = None,
) -> None:
    of_call: list[str | None] = [*(calls or [])]
    of_call += [None] * (captures + releases - len(of_call))
    holds = _spend(
        owner, [Spend(org_id, "reserve", _key(), _MEMBER, 2, call=call) for call in of_call], now
    )
    closed = [call and CALL_CLOSED for call in of_call]
    _spend(
        owner,
        [
            Spend(org_id, "capture", credits=1, hold_id=hold, call=call)
            if number < captures
            else Spend(org_id, "release", hold_id=hold, call=call)
            for number, (hold, call) in enumerate(zip(holds, closed, strict=True))
        ],
        now + timedelta(minutes=1),
    )


def _key() -> str:
    return uuid.uuid4().hex


def _deduct(org_id: uuid.UUID, user_id: str, credits: int = 1) -> Spend:
    return Spend(org_id, "deduct", _key(), user_id, credits)


def _spend(
    owner: Owner, spends: list[Spend], now: datetime | None, outcome: str = "ok"
) -> list[uuid.UUID]:
    """Spend, and return the holds."""
    rows = owner.execute(queries.spend_at, {"items": items_text(spends), "now": now}).fetchall()
    assert {row[0] for row in rows} == {outcome}, rows
    return [row[1] for row in rows]


def _keep_aside(owner: Owner, org_id: uuid.UUID) -> None:
    """Put the template's rows into temporary tables: it goes on living in the others."""
    known = {*_OF_ORGANIZATIONS, *_OF_MEMBERS, *_LEFT_OUT}
    for (table,) in owner.execute(queries.list_tables_of_organizations).fetchall():
        name = sql.Identifier(table)
        if table in known:
            statement = sql.SQL(
                "create temporary table {} as select * from public.{} where org_id = {}"
            )
            owner.execute(statement.format(_kept(table), name, org_id))
            continue
        found = sql.SQL("select exists (select 1 from public.{} where org_id = {})")
        assert not _one(owner, found.format(name, org_id))[0], f"{table} is to be copied as well"


def _kept(table: str) -> sql.Identifier:
    return sql.Identifier(f"kept_{table}")


@dataclass(frozen=True)
class _Copying:
    """How a table is copied, for organizations or for members."""

    table: str
    is_of_members: bool
    statement: sql.Composed


def load(owner: Owner, share: float, template: Scene, say: Callable[[str], None]) -> Scene:
    """Copy the template until there are `share` times as many people as the platform at its
    largest, one in ten of them in one organization, and give one member a long history."""
    people, organizations = int(PEOPLE * share), int(ORGANIZATIONS * share)
    # What refers to something is checked row by row: by an index, whatever the statistics say.
    owner.execute("set enable_seqscan = off")
    owner.execute("set synchronous_commit = off")
    small = (people - people // LARGE_SHARE) // (organizations - 1)
    large = people - small * (organizations - 1)
    sizes = {"organizations": organizations, "large": large, "small": small}
    owner.execute(queries.list_copied_organizations, sizes)
    owner.execute(queries.list_copied_members)
    for statement in queries.prepare_copied.split(";"):
        owner.execute(statement)
    count = _one(owner, queries.count_copied)[0]
    of_organizations = [_copying(owner, table, template, False) for table in _OF_ORGANIZATIONS]
    of_members = [_copying(owner, table, template, True) for table in _OF_MEMBERS]
    began = time.monotonic()
    # One after the other: a chunk is small enough to be checked in memory.
    for after in range(0, organizations, _CHUNK):
        _copy(owner, of_organizations, after)
    say(f"{organizations:,} organizations")
    for after in range(0, count, _CHUNK):
        chunk = {"after": after, "through": after + _CHUNK}
        with owner.transaction():
            owner.execute(queries.copy_people, chunk)
            owner.execute(queries.copy_sessions, chunk)
            _copy(owner, of_members, after)
        done = min(after + _CHUNK, count)
        say(_progress(owner, done, count, time.monotonic() - began))
    scene = _scene(owner, template)
    _give_history(owner, scene, int(PEOPLE * RESOLVED_EACH * share / HISTORY_SHARE), say)
    return scene


def _copy(owner: Owner, copyings: list[_Copying], after: int) -> None:
    for copying in copyings:
        owner.execute(copying.statement, {"after": after, "through": after + _CHUNK})


def _copying(owner: Owner, table: str, template: Scene, is_of_members: bool) -> _Copying:
    columns = owner.execute(queries.list_columns, {"table": table}).fetchall()
    names = [sql.Identifier(name) for name, _ in columns]
    values = [_value(table, name, kind, is_of_members, template) for name, kind in columns]
    kept = {name for name, _ in columns}
    whose = _WHOSE.get(table, "user_id")
    condition = sql.SQL("true")
    if whose in kept:
        are = "=" if is_of_members else "is distinct from"
        condition = sql.SQL("t.{} {} {}").format(
            sql.Identifier(whose), sql.SQL(are), sql.Literal(_MEMBER)
        )
    statement = sql.SQL(
        "insert into public.{} ({}) select {} from {} as c cross join {} as t"
        " where c.number > %(after)s and c.number <= %(through)s and {}"
    ).format(
        sql.Identifier(table),
        sql.SQL(", ").join(names),
        sql.SQL(", ").join(values),
        sql.Identifier("copied_members" if is_of_members else "copied_organizations"),
        _kept(table),
        condition,
    )
    return _Copying(table, is_of_members, statement)


def _value(
    table: str, name: str, kind: str, is_of_members: bool, template: Scene
) -> sql.Composable:
    """Return the expression of a column in a copy (`c`) of a row of the template (`t`)."""
    column = sql.Identifier("t", name)
    if name == "org_id":
        return sql.SQL("c.org_id")
    if is_of_members and name == _WHOSE.get(table, "user_id"):
        return sql.SQL("c.user_id")
    if kind == "uuid" and name not in _NOT_COPIED_IDS:
        return sql.SQL("(left({}::text, 30) || c.tail)::uuid").format(column)
    if name in ("request_key", "request_id"):
        return sql.SQL("left({}, 26) || c.tail").format(column)
    if name == "key_hash":
        named = sql.SQL("c.user_id" if is_of_members else "c.org_id::text")
        return sql.SQL("sha256(convert_to({}, 'UTF8'))").format(named)
    if name == "subject":
        return sql.SQL("case when {0} = {1} then c.org_id::text else {0} end").format(
            column, sql.Literal(str(template.org_id))
        )
    # The members were given their credits one after the other.
    moved = _MOVED.get((table, name, is_of_members))
    return sql.SQL(moved).format(column, sql.Literal(_CREDITS_EACH)) if moved else column


_MOVED: dict[tuple[str, str, bool], LiteralString] = {
    ("credit_transfers", "pool_seq", True): "{0} + c.place - 1",
    ("credit_transfers", "pool_balance_after", True): "{0} - (c.place - 1) * {1}",
    ("organization_credit_pools", "seq", False): "{0} + c.members - 1",
    ("organization_credit_pools", "available_credits", False): "{0} - (c.members - 1) * {1}",
    ("organization_credit_pools", "allocated_credits", False): "{0} + (c.members - 1) * {1}",
}


def _progress(owner: Owner, done: int, count: int, took_s: float) -> str:
    size = _one(owner, queries.database_size)[0]
    left_s = took_s / done * (count - done)
    return (
        f"{done:,} of {count:,} people with all that is theirs, {size / 1e9:.1f} GB, "
        f"{took_s:.0f} s; about {left_s:.0f} s to go"
    )


def _scene(owner: Owner, template: Scene) -> Scene:
    org_id = _one(owner, queries.find_large)[0]
    found = {"org_id": org_id, "limit": TOGETHER + 1}
    payer, *members = [row[0] for row in owner.execute(queries.find_members, found).fetchall()]
    others = owner.execute(queries.find_others, {"limit": TOGETHER}).fetchall()
    return Scene(org_id, payer, members, [(row[0], row[1]) for row in others], template.price_id)


def _give_history(owner: Owner, scene: Scene, holds: int, say: Callable[[str], None]) -> None:
    """Let the payer hold and capture `holds` times, by the product's own statement."""
    whose = {"org_id": scene.org_id, "user_id": scene.payer}
    owner.execute(queries.allocate_more, {**whose, "credits": Decimal(2 * holds)})
    for done in range(0, holds, _BATCH):
        count = min(_BATCH, holds - done)
        held = _spend(
            owner,
            [Spend(scene.org_id, "reserve", _key(), scene.payer, 1) for _ in range(count)],
            None,
        )
        _spend(
            owner,
            [Spend(scene.org_id, "capture", credits=1, hold_id=hold) for hold in held],
            None,
        )
        if done % (20 * _BATCH) == 0:
            say(f"{done + count:,} of {holds:,} holds of one member")


def _one(
    owner: Owner, query: LiteralString | sql.Composed, parameters: dict[str, object] | None = None
) -> tuple[object, ...]:
    row = owner.execute(query, parameters).fetchone()
    assert row is not None
    return row
