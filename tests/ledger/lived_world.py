"""Organizations in which everything has happened, for the planted edits of this folder.

Six of them: one that spends, one within limits, one whose subscription went through every change,
and three that wait in a trial, in a grace and behind a closed door.
"""

import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.conftest import OwnerConnection
from tests.restrictions import make_key, restrict
from tests.world import Item, Row, World

# In the future, so that the keys of these rows are within retention whatever the day is.
START = datetime(2040, 3, 10, 9, tzinfo=UTC)
Verb = Callable[..., object]


def make_lived_worlds(owner: OwnerConnection) -> list[World]:
    """Live a few months in a database of its own; the ledger of each organization adds up."""
    before = owner.execute("select plan, included_monthly_credits from plans").fetchall()
    with owner.transaction():
        include(owner, {"byok": 100, "platform": 150, "hybrid": 200})
        worlds = [
            spending_world(owner), limited_world(owner), billed_world(owner),
            *waiting_worlds(owner),
        ]  # fmt: skip
        include(owner, {row["plan"]: row["included_monthly_credits"] for row in before})
    return worlds


def include(owner: OwnerConnection, credits_of: dict[str, int]) -> None:
    for plan, credits in credits_of.items():
        owner.execute(
            "update plans set included_monthly_credits = %s where plan = %s", [credits, plan]
        )


def make_organization(owner: OwnerConnection, time_zone: str = "Europe/Berlin") -> World:
    """An organization made by the verb that makes one, with the standing and audit of its birth."""
    world = World(owner, START)
    world.one(
        "select create_organization('Lived in', %s, %s, null, %s, %s)",
        world.user("owner"), time_zone, world.org_id, START,
    )  # fmt: skip
    return world


def verbs_of(world: World) -> Verb:
    """Return a caller of subscription verbs: days after START, the call, its arguments."""

    def verb(days: float, call: str, *arguments: object) -> None:
        world.now = START + timedelta(days=days)
        world.one(f"select {call}", world.org_id, *arguments, world.now)

    return verb


def new_key() -> str:
    return uuid.uuid4().hex


def spending_world(owner: OwnerConnection) -> World:
    """Purchases of every end, members of every kind, holds, refusals, refunds, resets, debts."""
    world = make_organization(owner)
    verb = verbs_of(world)
    world.grant_monthly(40)
    verb(0, "create_subscription(%s, 'platform', 'monthly', 0, 'test', %s)")
    first, second, third, fourth = sorted(world.member() for _ in range(4))
    world.add(200, key=new_key(), expires_at=START + timedelta(days=3))
    world.add(300, paid_usd=3, key=new_key())
    paid = world.purchase(1000, key=new_key())
    world.pay(paid)
    world.pay(world.purchase(50_000))
    whole = world.purchase(200)
    world.pay(whole)
    for outcome in ("canceled", "failed"):
        world.one(
            "select end_purchase(%s, %s, %s, 'test', 'changed their mind', %s)",
            world.org_id, world.purchase(70), outcome, world.now,
        )  # fmt: skip
    world.purchase(90)
    lots = {
        row["purchase_id"]: row["lot_id"]
        for row in world.rows("select * from credit_lots where org_id = %s", world.org_id)
    }
    world.refund_pool(lots[whole], 200, key=new_key())
    world.refund_pool(lots[paid], 100, key=new_key())
    for member, period in ((first, "daily"), (second, "monthly"), (third, "weekly")):
        world.allocate(member, 300, period, key=new_key())
    world.allocate(fourth, 60, "never", key=new_key())
    spend_everywhere(world, first, second)
    world.reclaim(third, 20, key=new_key())
    world.transfer(third, first, 15, key=new_key())
    world.set_to(second, 250, key=new_key())
    world.set_to(third, 350, key=new_key())
    world.hold(third, 200)
    world.deduct(third, 30)
    world.set_to(third, 100)
    world.close(fourth)
    request_credits(world, first, second, third)
    pass_days(world, first, second, third, fourth)
    return world


def spend_everywhere(world: World, first: str, second: str) -> None:
    used = world.deduct(first, 30)
    world.spend_with_costs(first, 12)
    world.capture(world.hold(first, 20)["hold_id"], 15)
    world.release(world.hold(first, 5)["hold_id"])
    world.refund_usage(used["usage_id"], 4, key=new_key())
    world.deduct(second, 5000)
    world.hold(second, 10, ttl_s=60)
    late = world.hold(second, 20, ttl_s=60)["hold_id"]
    world.now = START + timedelta(minutes=5)
    world.settle()
    world.capture(late, 600)
    world.hold(first, 7, ttl_s=86_400)
    spend_with_a_key(world, first)


def spend_with_a_key(world: World, member: str) -> None:
    """A hold and its capture, and a deduct, by a program that shows its key."""
    secret = uuid.uuid4().bytes * 2
    world.one(
        "select create_api_key(%s, 'service', null, 'gateway', %s, 'ob_', null, %s, %s)",
        world.org_id, secret, world.system_admin(), world.now,
    )  # fmt: skip

    def spend(verb: str, credits: int, **other: Any) -> Row:
        item = Item(verb, credits, credential_hash=secret, **other)
        return world.spend([item])[0]

    held = spend("reserve", 6, key=new_key(), user=member)["hold_id"]
    spend("capture", 5, hold_id=held)
    spend("deduct", 2, key=new_key(), user=member)


def request_credits(world: World, first: str, second: str, third: str) -> None:
    admin = world.system_admin()
    for member in (first, second, third):
        made = world.one(
            "select request_credits(%s, %s, 25, 'for a test', %s, %s) as document",
            world.org_id, member, new_key(), world.now,
        )["document"]  # fmt: skip
        if member == first:
            world.one(
                "select approve_credit_request(%s, %s, 30, 'fine', %s, %s, %s)",
                world.org_id, made["id"], admin, new_key(), world.now,
            )  # fmt: skip
        elif member == second:
            world.one(
                "select decline_credit_request(%s, %s, 'no', %s, %s)",
                world.org_id, made["id"], admin, world.now,
            )  # fmt: skip


def pass_days(world: World, first: str, second: str, third: str, fourth: str) -> None:
    """Resets with and without what they need, refunds after a reset and after an expiry."""
    world.now = START + timedelta(days=2)
    world.settle()
    used = world.deduct(first, 25)
    world.now = START + timedelta(days=35)
    world.settle()
    world.refund_usage(used["usage_id"], 6, key=new_key())
    world.connection.execute("select close_usage_days(%s, %s)", [world.org_id, world.now])
    world.deduct(first, 5)
    world.hold(first, 9, ttl_s=86_400)
    world.allocate(fourth, 45, "weekly")
    world.deduct(fourth, 45)
    fifth = world.member()
    world.allocate(fifth, 10)
    world.close(fifth)
    available = world.pool()[2]
    world.allocate(third, available)
    world.deduct(third, world.allocation(third)["allocated_credits"] - 250)
    world.set_to(third, 1000 + available * 2) if world.pool()[2] > available else None
    world.now = START + timedelta(days=44)
    world.settle()
    world.now += timedelta(hours=1)
    world.add(17, key=new_key())
    world.reclaim(first, 1)
    world.one(
        "select move_boundary(%s, 'reset', %s, %s, 'test', 'asked for', %s)",
        world.org_id, fourth, world.now + timedelta(hours=30), world.now,
    )  # fmt: skip
    world.hold(first, 3)


def limited_world(owner: OwnerConnection) -> World:
    """Budgets and rates, with what is used of them, held and refused."""
    world = make_organization(owner)
    verbs_of(world)(0, "create_subscription(%s, 'platform', 'monthly', 0, 'test', %s)")
    world.add(500, key=new_key())
    member = world.member()
    world.allocate(member, 90)
    restrict(world, "organization", str(world.org_id), tags=["lived"])
    restrict(world, "member", member, limits=[("credits", "month", 50), ("tokens", "minute", 9000)])
    key = make_key(world, member)
    restrict(world, "key", key, limits=[("credits", "day", 30), ("requests", "minute", 10)])

    def spend(verb: str, credits: int, **other: Any) -> Row:
        name = new_key() if verb in ("deduct", "reserve") else None
        user = member if name else None
        return world.spend([Item(verb, credits, name, user, credential_id=key, **other)])[0]

    used = spend("deduct", 8)
    world.refund_usage(used["usage_id"], 3)
    spend("capture", 4, hold_id=spend("reserve", 5)["hold_id"])
    spend("reserve", 6, ttl_s=86_400)
    assert spend("deduct", 20)["blocked_by"] == "budget"
    return world


def billed_world(owner: OwnerConnection) -> World:
    """A trial, upgrades, changes of cycle, a pause, a grace, voids, a reversal, own grants."""
    world = make_organization(owner)
    verb = verbs_of(world)
    world.grant_monthly(30)
    verb(0, "create_subscription(%s, 'byok', 'monthly', 10, 'test', %s)")
    verb(1, "change_subscription(%s, 'byok', 'yearly', 'test', %s)")
    verb(12, "mark_subscription_past_due(%s, 2, 'test', 'declined', %s)")
    verb(15, "mark_subscription_active(%s, 'test', %s)")
    verb(16, "change_subscription(%s, 'platform', 'yearly', 'test', %s)")
    void_newest(world, "proration")
    verb(20, "change_subscription(%s, 'hybrid', 'yearly', 'test', %s)")
    verb(21, "mark_subscription_past_due(%s, 9, 'test', 'declined', %s)")
    world.now += timedelta(hours=3)
    pay(world, newest_invoice(world, "proration"))
    verb(25, "change_subscription(%s, 'byok', 'monthly', 'test', %s)")
    verb(26, "change_subscription(%s, 'hybrid', 'yearly', 'test', %s)")
    verb(30, "set_own_grant(%s, 50, 'test', %s)")
    verb(60, "set_organization_status(%s, 'suspended', null, %s)")
    verb(62, "set_organization_status(%s, 'active', null, %s)")
    verb(65, "cancel_subscription(%s, 'now', 'test', %s)")
    verb(66, "create_subscription(%s, 'platform', 'yearly', 0, 'test', %s)")
    pay(world, newest_invoice(world, "period"))
    verb(70, "change_subscription(%s, 'hybrid', 'monthly', 'test', %s)")
    verb(75, "change_subscription(%s, 'platform', 'monthly', 'test', %s)")
    verb(80, "pause_subscription(%s, 'test', %s)")
    verb(82, "resume_subscription(%s, 'test', %s)")
    verb(90, "pause_subscription(%s, 'test', %s)")
    verb(140, "resume_subscription(%s, 'test', %s)")
    world.now = START + timedelta(days=146)
    world.one(
        """select reverse_month(%s, term_id, 1, 'test', 'a mistake', %s) from subscription_terms
           where org_id = %s order by starts_at desc limit 1""",
        world.org_id, world.now, world.org_id,
    )  # fmt: skip
    verb(150, "change_subscription(%s, 'hybrid', 'yearly', 'test', %s)")
    verb(151, "change_subscription(%s, 'byok', 'yearly', 'test', %s)")
    member = world.member()
    world.allocate(member, 100, "monthly")
    world.deduct(member, 40)
    world.now = START + timedelta(days=160)
    world.one(
        """select move_boundary(%s, 'planned_end', term_id::text,
           planned_end_at - interval '36 hours', 'test', 'asked for', %s) from subscription_terms
           where org_id = %s order by starts_at desc limit 1""",
        world.org_id, world.now, world.org_id,
    )  # fmt: skip
    verb(215, "mark_subscription_past_due(%s, 2, 'test', 'declined', %s)")
    verb(230, "set_own_grant(%s, 60, 'test', %s)")
    return world


def newest_invoice(world: World, kind: str) -> uuid.UUID:
    invoice: uuid.UUID = world.one(
        """select invoice_id from subscription_invoices where org_id = %s and invoice_kind = %s
           order by made_at desc limit 1""",
        world.org_id, kind,
    )["invoice_id"]  # fmt: skip
    return invoice


def void_newest(world: World, kind: str) -> None:
    world.one(
        "select void_invoice(%s, %s, 'test', 'a mistake', %s)",
        world.org_id, newest_invoice(world, kind), world.now,
    )  # fmt: skip


def pay(world: World, invoice_id: uuid.UUID) -> None:
    world.one("select pay_invoice(%s, %s, 'test', %s)", world.org_id, invoice_id, world.now)


def waiting_worlds(owner: OwnerConnection) -> list[World]:
    """One in its trial, one in its grace, one paused, one that is closed."""
    trial, grace, paused, closed = (make_organization(owner) for _ in range(4))
    verb = verbs_of(trial)
    verb(0, "create_subscription(%s, 'platform', 'yearly', 30, 'test', %s)")
    verb(1, "cancel_subscription(%s, 'period_end', 'test', %s)")
    verb = verbs_of(grace)
    verb(0, "create_subscription(%s, 'hybrid', 'monthly', 0, 'test', %s)")
    verb(3, "mark_subscription_past_due(%s, 20, 'test', 'declined', %s)")
    verb = verbs_of(paused)
    verb(0, "create_subscription(%s, 'hybrid', 'yearly', 0, 'test', %s)")
    verb(2, "change_subscription(%s, 'byok', 'monthly', 'test', %s)")
    verb(3, "mark_subscription_past_due(%s, 20, 'test', 'declined', %s)")
    verb(4, "pause_subscription(%s, 'test', %s)")
    verb = verbs_of(closed)
    verb(0, "create_subscription(%s, 'hybrid', 'monthly', 0, 'test', %s)")
    void_newest(closed, "period")
    verb(2, "set_organization_status(%s, 'closed', null, %s)")
    return [trial, grace, paused, closed, expired_world(owner)]


def expired_world(owner: OwnerConnection) -> World:
    """A refund of usage that a lot paid for which has expired since: a free lot takes its place."""
    world = make_organization(owner)
    verbs_of(world)(0, "create_subscription(%s, 'byok', 'monthly', 0, 'test', %s)")
    void_newest(world, "period")
    world.add(100, expires_at=START + timedelta(days=1))
    member = world.member()
    world.allocate(member, 50)
    used = world.deduct(member, 30)
    world.now = START + timedelta(days=5)
    world.refund_usage(used["usage_id"], 10)
    return world
