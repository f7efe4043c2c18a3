"""S12: counters were the only truth, with no entries to recompute them from."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from tests.conftest import OwnerConnection
from tests.world import World, make_world

START = datetime(2026, 3, 10, 9, tzinfo=UTC)


@pytest.fixture
def busy(owner: OwnerConnection) -> World:
    """An organization in which every kind of entry happened."""
    world = make_world(owner, START)
    members = [world.member() for _ in range(3)]
    world.add(500, "0.50")
    world.pay(world.purchase(250))
    for member in members:
        world.allocate(member, 100, "daily")
        usage = world.deduct(member, "33.333333")
        world.refund_usage(usage["usage_id"], "3.333333")
        world.capture(world.hold(member, 20)["hold_id"], "65.5")
        world.hold(member, 5, ttl_s=60)
    world.reclaim(members[0], 1)
    world.grant_monthly(40)
    world.now = START + timedelta(days=40)
    world.settle()
    world.deduct(members[1], 10)
    world.close(members[2])
    lot = world.one(
        "select lot_id from credit_lots where org_id = %s and source = 'refresh'", world.org_id
    )
    world.refund_pool(lot["lot_id"], 7)
    return world


def entries(world: World, account: str) -> dict[str | None, Decimal]:
    """Balance of each account of a kind, from its entries alone."""
    rows = world.rows(
        f"""select who, sum(amount) as balance from (
               select
                   case when '{account}' = 'allocation' then user_id end as who,
                   case when to_account = '{account}' then amount else -amount end as amount
               from credit_transfers
               where org_id = %s and '{account}' in (from_account, to_account)
               union all
               select user_id, -charged_credits from credit_usage_attribution
               where org_id = %s and '{account}' = 'allocation'
           ) as e group by who""",
        world.org_id, world.org_id,
    )  # fmt: skip
    return {row["who"]: row["balance"] for row in rows}


def test_every_balance_is_the_sum_of_its_entries(busy: World) -> None:
    assert entries(busy, "pool") == {None: busy.pool()[2]}
    rows = busy.rows("select * from user_credit_allocations where org_id = %s", busy.org_id)
    assert entries(busy, "allocation") == {
        row["user_id"]: row["allocated_credits"] - row["used_credits"] for row in rows
    }
    assert all(row["used_credits"] <= row["allocated_credits"] for row in rows)
    kinds = busy.rows("select distinct kind from credit_transfers where org_id = %s", busy.org_id)
    assert {row["kind"] for row in kinds} == {
        "purchase", "refresh", "allocate", "reclaim", "return", "reset", "usage_refund",
        "purchase_refund",
    }  # fmt: skip
    assert busy.differences() == []


def test_a_counter_that_was_changed_behind_the_entries_is_named(
    owner: OwnerConnection, busy: World
) -> None:
    with owner.transaction(force_rollback=True):
        owner.execute(
            """update organization_credit_pools set available_credits = available_credits + 1
               where org_id = %s""",
            [busy.org_id],
        )
        found = {row["check_name"] for row in busy.differences()}
    assert found >= {"C1 pool available", "C8 last", "C13 sum of all accounts"}
    assert busy.differences() == []
