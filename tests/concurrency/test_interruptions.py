"""A server process that dies or is told to stop leaves all of a batch, or nothing."""

import uuid
from concurrent.futures import Future
from decimal import Decimal
from typing import Any

import psycopg
import pytest

from tests.concurrency.callers import in_background, locked, wait_until_blocked_or_done
from tests.conftest import OwnerConnection
from tests.world import Item, Row, World, make_world

ITEMS = 120
POOL = "select 1 from organization_credit_pools where org_id = %s for no key update"
LAST = """select 1 from user_credit_allocations where org_id = %s
    order by user_id desc limit 1 for no key update"""


def company(owner: OwnerConnection) -> tuple[World, list[Item]]:
    """Twenty members, and a batch of deducts, holds, and captures that give back to the pool."""
    world = make_world(owner)
    members = world.members(20)
    world.add(20 * 100)
    world.allocate_each(members, 100, "never")
    holds = [world.hold(member, 50)["hold_id"] for member in members]
    for member in members:
        world.set_to(member, 20)
    items = [Item("capture", 10, hold_id=hold) for hold in holds]
    for number in range(ITEMS - len(holds)):
        verb = ("deduct", "reserve")[number % 2]
        items.append(Item(verb, Decimal("0.5"), uuid.uuid4().hex, members[number % 20]))
    return world, items


def traces(world: World) -> Row:
    """How many rows the batch has left, and how many captures."""
    return world.one(
        """select (select count(*) from credit_request_keys where org_id = p.org_id) as keys,
           (select count(*) from credit_usage_attribution where org_id = p.org_id) as usage,
           (select count(*) from credit_holds where org_id = p.org_id) as holds,
           (select count(usage_id) from credit_holds where org_id = p.org_id) as captured,
           (select count(*) from credit_transfers where org_id = p.org_id) as transfers,
           (select sum(used_credits) from user_credit_allocations where org_id = p.org_id) as used
           from organization_credit_pools as p where p.org_id = %s""",
        world.org_id,
    )


def finish(world: World, items: list[Item]) -> None:
    """The same batch again goes through, once."""
    answers = world.spend(items)
    assert [answer["outcome"] for answer in answers] == ["ok"] * ITEMS
    assert traces(world)["used"] == 20 * 10 + 50 * Decimal("0.5")
    assert world.differences() == []


def stop(connection: OwnerConnection, pid: int, how: str) -> None:
    connection.execute(f"select pg_{how}_backend(%s)".encode(), [pid])


@pytest.mark.parametrize("how", ["cancel", "terminate"])
@pytest.mark.parametrize("held", [POOL, LAST], ids=["waits_for_pool", "waits_for_allocation"])
def test_a_batch_that_is_stopped_while_it_waits_leaves_nothing(
    owner: OwnerConnection, owner_url: str, application_url: str, held: str, how: str
) -> None:
    world, items = company(owner)
    before = traces(world)
    with (
        locked(owner_url, held, world.org_id),
        in_background(application_url, world, lambda caller: caller.spend(items)) as (pid, answer),
    ):
        wait_until_blocked_or_done(owner, pid, answer)
        stop(owner, pid, how)
        assert isinstance(answer.result(), psycopg.Error)
    assert traces(world) == before
    finish(world, items)


def test_a_batch_that_is_killed_at_any_moment_leaves_all_or_nothing(
    owner: OwnerConnection, application_url: str
) -> None:
    seen: set[bool] = set()
    for looks in [*range(20), None]:
        world, items = company(owner)
        before = traces(world)
        with in_background(
            application_url, world, lambda caller, items=items: caller.spend(items)
        ) as (pid, answer):
            kill_after(owner, pid, answer, looks)
        after = traces(world)
        done = after["captured"] == 20
        seen.add(done)
        if not done:
            assert after == before
        finish(world, items)
    assert seen == {True, False}


def kill_after(owner: OwnerConnection, pid: int, answer: Future[Any], looks: int | None) -> None:
    """Kill the process after it was looked at so many times; without a number, once it is done.

    A number of looks alone would decide by the machine's speed whether any batch ends.
    """
    if looks is None:
        answer.result()
        return
    for _ in range(looks):
        if answer.done():
            return
        owner.execute("select state from pg_stat_activity where pid = %s", [pid])
    stop(owner, pid, "terminate")
