"""The first spend after midnight of an organization in which a great many members are due.

Two thousand here; `make soak` has ten thousand.
"""

import asyncio
import os
import time
import uuid
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from orgbilling.spending.engine import SpendingEngine
from tests.conftest import OwnerConnection
from tests.credits.engine_rig import deduct, engine_on
from tests.world import Item, World, make_world

pytestmark = [pytest.mark.slow, pytest.mark.speed]
MEMBERS = int(os.environ.get("ORGBILLING_DUE_MEMBERS", "2000"))
# 15 s for ten thousand; a start takes its time at any size.
FIRST_WITHIN_S = 2 + 13 * MEMBERS / 10_000
EACH, SPENT = 100, 60


def everybody_is_due(owner: OwnerConnection) -> tuple[World, list[str]]:
    """An organization whose members spent most of the day before yesterday, and nothing since."""
    world = make_world(owner, datetime.now(UTC) - timedelta(days=2))
    members = world.members(MEMBERS)
    world.add(MEMBERS * EACH * 2)
    world.allocate(members[0], EACH, "daily")
    copy_the_first(world, members[1:])
    for first in range(0, MEMBERS, 1_000):
        chosen = members[first : first + 1_000]
        rows = world.spend([Item("deduct", SPENT, uuid.uuid4().hex, member) for member in chosen])
        assert {row["outcome"] for row in rows} == {"ok"}
    return world, members


def copy_the_first(world: World, members: list[str]) -> None:
    """Give members the allocation of the first, as if allocated one after the other: a call for
    each would take longer than all that is measured."""
    values = {
        "org": world.org_id,
        "members": members,
        "count": Decimal(len(members)),
        "each": Decimal(EACH),
    }
    for query in (
        """insert into credit_transfers
           select t.* from unnest(%(members)s::text[]) with ordinality as m (user_id, n)
           cross join lateral (
               select jsonb_populate_record(c, jsonb_build_object(
                   'transfer_id', gen_random_uuid(), 'user_id', m.user_id,
                   'pool_seq', c.pool_seq + m.n, 'pool_balance_after',
                   c.pool_balance_after - m.n * %(each)s
               )) as row
               from credit_transfers as c where c.org_id = %(org)s and c.kind = 'allocate'
               and c.allocation_seq = 1
           ) as x cross join lateral (select (x.row).*) as t""",
        """insert into user_credit_allocations
           select t.* from unnest(%(members)s::text[]) as m (user_id)
           cross join lateral (
               select jsonb_populate_record(c, jsonb_build_object('user_id', m.user_id)) as row
               from user_credit_allocations as c where c.org_id = %(org)s
           ) as x cross join lateral (select (x.row).*) as t""",
        """insert into credit_allocation_changes
           select t.* from unnest(%(members)s::text[]) as m (user_id)
           cross join lateral (
               select jsonb_populate_record(c, jsonb_build_object('user_id', m.user_id)) as row
               from credit_allocation_changes as c where c.org_id = %(org)s
           ) as x cross join lateral (select (x.row).*) as t""",
        """update organization_credit_pools
           set available_credits = available_credits - %(count)s * %(each)s, seq = seq + %(count)s,
               allocated_credits = allocated_credits + %(count)s * %(each)s
           where org_id = %(org)s""",
    ):
        world.connection.execute(query.encode(), values)
    assert world.differences() == []


async def spend(engine: SpendingEngine, world: World, member: str) -> float:
    """Seconds of one deduct."""
    began = time.perf_counter()
    answer = await engine.spend(world.org_id, deduct(member, 1))
    took = time.perf_counter() - began
    assert answer.outcome == "ok"
    return took


async def spend_until(
    engine: SpendingEngine, world: World, member: str, done: asyncio.Event
) -> list[float]:
    took: list[float] = []
    while not done.is_set():
        took.append(await spend(engine, world, member))
    return took


def p99(times: list[float]) -> float:
    return sorted(times)[len(times) * 99 // 100]


@pytest.mark.timeout(300)
async def test_the_first_spend_settles_them_all_and_a_neighbour_does_not_wait(
    owner: OwnerConnection, application_url: str
) -> None:
    world, members = everybody_is_due(owner)
    neighbour = make_world(owner)
    other = neighbour.member()
    neighbour.add(1_000_000)
    neighbour.allocate(other, 1_000_000, "never")
    async with engine_on(application_url) as engine:
        for _ in range(50):
            await spend(engine, neighbour, other)
        rest = [await spend(engine, neighbour, other) for _ in range(300)]
        done = asyncio.Event()
        running = asyncio.create_task(spend_until(engine, neighbour, other, done))
        first = await spend(engine, world, members[-3])
        done.set()
        meanwhile = await running
        second = await spend(engine, world, members[-2])
    print(
        f"\nfirst spend {first:.2f} s, second {second * 1000:.1f} ms; a neighbour's deducts, p99: "
        f"{p99(rest) * 1000:.1f} ms at rest, {p99(meanwhile) * 1000:.1f} ms meanwhile "
        f"(the longest {max(meanwhile) * 1000:.1f} ms of {len(meanwhile)})"
    )
    assert first < FIRST_WITHIN_S
    # Whoever had waited for the settlement would have taken most of its time.
    assert max(meanwhile) < first / 2
    found = world.one(
        """select count(*) as resets, count(distinct r.user_id) as members,
           sum(r.rolled_credits) as rolled
           from credit_resets as r where r.org_id = %s""",
        world.org_id,
    )
    assert (found["resets"], found["members"]) == (MEMBERS, MEMBERS)
    assert found["rolled"] == MEMBERS * SPENT
    assert world.pool()[1:] == (MEMBERS * EACH, MEMBERS * EACH - MEMBERS * SPENT, 2)
    assert world.differences() == []
