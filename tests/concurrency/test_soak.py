"""Every verb at once on few members, for a while: nothing is lost, made or stuck."""

import os
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest

from tests.concurrency.callers import no_deadlock
from tests.concurrency.soak import ORDER_OF_TIMES, REFUSALS, Caller, Effects, Soak
from tests.conftest import OwnerConnection, TestDatabase
from tests.world import World, make_world

SECONDS = float(os.environ.get("ORGBILLING_SOAK_S", "15"))
CALLERS = 8


def company(owner: OwnerConnection) -> Soak:
    world = make_world(owner)
    soak = Soak(world, world.members(6), world.system_admin())
    world.now = soak.now()
    world.add(1_000)
    world.allocate_each(soak.members, 100, "daily")
    return soak


def run(soak: Soak, url: str) -> Effects:
    effects = Effects(added=Decimal(1_000))
    with ThreadPoolExecutor(CALLERS) as threads:
        running = [threads.submit(Caller(soak, url, seed).run) for seed in range(CALLERS)]
        soak.stop.wait(SECONDS)
        soak.stop.set()
        for caller in running:
            effects.merge(caller.result())
    return effects


def figures(world: World) -> tuple[Decimal, Decimal]:
    """What is left in the organization, and what its usage rows say was charged."""
    row = world.one(
        """select p.available_credits + (
               select sum(a.allocated_credits - a.used_credits) from user_credit_allocations as a
               where a.org_id = p.org_id
           ) as left_credits, (
               select sum(u.charged_credits) from credit_usage_attribution as u
               where u.org_id = p.org_id
           ) as charged
           from organization_credit_pools as p where p.org_id = %s""",
        world.org_id,
    )
    return row["left_credits"], row["charged"]


@pytest.mark.timeout(SECONDS + 120)
def test_any_verbs_at_once_lose_nothing_and_never_wait_in_a_circle(
    fresh_owner: OwnerConnection, fresh_database: TestDatabase
) -> None:
    soak = company(fresh_owner)
    with no_deadlock(fresh_owner):
        effects = run(soak, fresh_database.application_url)
    assert set(effects.errors) <= REFUSALS, effects.errors
    told = {key.split()[1] for key in effects.outcomes}
    assert told <= {"ok", "refused", "hold_already_resolved"}, effects.outcomes
    world = soak.world
    rows = world.rows(
        "select usage_id, credits_used from credit_usage_attribution where org_id = %s",
        world.org_id,
    )
    assert {row["usage_id"]: row["credits_used"] for row in rows} == effects.used
    keys = world.rows(
        """select k.request_key, k.result_id from credit_request_keys as k
           left join credit_refusals as r on r.org_id = k.org_id and r.refusal_id = k.result_id
           where k.org_id = %s and r.refusal_id is null""",
        world.org_id,
    )
    assert {row["request_key"]: row["result_id"] for row in keys} == effects.keys
    left, charged = figures(world)
    assert left == effects.added + effects.refunded - charged
    resets = world.one("select count(*) as n from credit_resets where org_id = %s", world.org_id)
    assert resets["n"] > 0
    assert world.differences(ORDER_OF_TIMES) == []
