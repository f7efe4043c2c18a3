"""A clock that is two years ahead bills nobody and stops nobody; nobody turns the server's clock
here: the past is moved instead."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tests.conftest import OwnerConnection
from tests.world import Item, World, make_world

TWO_YEARS = timedelta(days=730)


@pytest.fixture
def lonely(fresh_owner: OwnerConnection) -> World:
    """An organization that subscribed, bought and allocated two years ago, unseen since, on a
    server that beat for the last time a day later."""
    fresh_owner.execute("update plans set included_monthly_credits = 1000 where plan = 'platform'")
    began = fresh_owner.execute("select clock_timestamp() - %s as at", [TWO_YEARS]).fetchone()
    assert began is not None
    world = make_world(fresh_owner, began["at"], subscribed=False)
    world.one("select create_subscription(%s, 'platform', 'monthly', 0, 'admin', %s)",
              world.org_id, world.now)  # fmt: skip
    world.allocate(world.member("spender"), 100, "daily")
    fresh_owner.execute(
        """insert into calendar_heartbeats
           select %s, 'server', %s, %s::timestamptz + interval '1 day', 1000""",
        [uuid.uuid4(), world.now, world.now],
    )
    world.now = None
    return world


def spender(world: World) -> Any:
    query = "select user_id from user_credit_allocations where org_id = %s"
    return world.one(query, world.org_id)["user_id"]


def invoices(world: World) -> Any:
    query = "select count(*) as n from subscription_invoices where org_id = %s"
    return world.one(query, world.org_id)["n"]


VERBS: dict[str, Callable[[World], Any]] = {
    "deduct": lambda world: world.deduct(spender(world), 1)["outcome"] == "ok",
    "hold": lambda world: world.hold(spender(world), 1)["outcome"] == "ok",
    "check": lambda world: world.check(spender(world), 1)[0],
    "pool": lambda world: world.rows("select settled_pool(%s)", world.org_id),
    "subscription": lambda world: world.rows(
        "select * from settled_subscription(%s)", world.org_id
    ),
    "usage": lambda world: world.rows("select settled_usage(%s, null, 30, 10)", world.org_id),
    "allocate": lambda world: world.allocate(spender(world), 1),
    "buy": lambda world: world.pay(world.purchase(10)),
    "pause": lambda world: world.rows("select pause_subscription(%s, 'admin')", world.org_id),
    "cancel": lambda world: world.rows(
        "select cancel_subscription(%s, 'period_end', 'admin')", world.org_id
    ),
    "pay": lambda world: world.rows("select mark_subscription_active(%s, 'admin')", world.org_id),
    "own grant": lambda world: world.grant_monthly(5),
    "zone": lambda world: world.move("Asia/Tokyo") is None,
    "worker": lambda world: world.rows("select settle_due(%s)", world.org_id),
}


@pytest.mark.parametrize("verb", VERBS)
def test_nothing_is_due_by_a_clock_that_jumped_whoever_asks(lonely: World, verb: str) -> None:
    assert VERBS[verb](lonely)
    assert lonely.one("select calendar_stands() as stands")["stands"]
    assert invoices(lonely) == 1
    assert lonely.one("select count(*) as n from credit_resets")["n"] == 0
    brought = "select count(*) as n from credit_lots where source = 'refresh'"
    assert lonely.one(brought)["n"] == 1


def test_the_engines_statements_answer_no_due_while_the_calendar_stands(lonely: World) -> None:
    item = Item("deduct", 1, "k", spender(lonely))

    def outcome() -> str:
        [row] = lonely.spend_once([(lonely.org_id, item)])
        return str(row["outcome"])

    assert outcome() == "due"
    lonely.one("select settle_organization(%s)", lonely.org_id)
    assert outcome() == "ok"
    assert invoices(lonely) == 1


def test_a_resume_lets_what_was_due_come(lonely: World) -> None:
    assert lonely.deduct(spender(lonely), 1)["outcome"] == "ok"
    lonely.one("select resume_calendar('admin', 'the clock is right')")
    assert lonely.deduct(spender(lonely), 1)["outcome"] == "ok"
    assert invoices(lonely) == 25
    assert lonely.differences() == []


def test_who_names_the_instant_is_exempt(lonely: World) -> None:
    lonely.one(
        "select settle_organization(%s, clock_timestamp() - interval '1 day')", lonely.org_id
    )
    assert invoices(lonely) > 20
    assert not lonely.one("select calendar_stands() as stands")["stands"]
