"""The draws of lots come and go with their migration, and no credit with them."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row

from orgbilling.database.migration_files import find_migrations
from orgbilling.database.migrations import downgrade, migrate
from orgbilling.database.sql_files import SQL_ROOT
from tests.conftest import OwnerConnection, TestDatabase
from tests.world import World, make_world

START = datetime(2026, 3, 10, 9, tzinfo=UTC)
REVISIONS = find_migrations(SQL_ROOT)
BEFORE = next(earlier.revision for earlier, file in pairwise(REVISIONS) if file.name == "lot_draws")


@pytest.fixture
def connection(empty_database: TestDatabase) -> Iterator[OwnerConnection]:
    migrate(empty_database.owner_url)
    with psycopg.connect(
        empty_database.owner_url, autocommit=True, row_factory=dict_row
    ) as connection:
        yield connection


def company(connection: OwnerConnection) -> tuple[World, str]:
    """An organization with a lot that expired, one refunded in part, and use not settled yet."""
    world = make_world(connection, START, subscribed=False)
    # By the verb, because its invoice tells the calendar's migrations what its term is.
    world.one(
        "select * from create_subscription(%s, 'platform', 'monthly', 0, 'root', %s)",
        world.org_id, START,
    )  # fmt: skip
    member = world.member()
    world.add(100, expires_at=START + timedelta(days=1))
    world.now += timedelta(seconds=1)
    world.add(1_000, "1.00")
    world.allocate(member, 1_000)
    usage_id = world.deduct(member, 700)["usage_id"]
    world.now += timedelta(days=2)
    world.add(50)
    world.refund_usage(usage_id, 650)
    bought = world.one(
        "select lot_id from credit_lots where org_id = %s and source = 'purchase'", world.org_id
    )
    world.refund_pool(bought["lot_id"], 100)
    world.deduct(member, 20)
    return world, member


def kept(world: World) -> dict[Any, Decimal]:
    """What is left of each lot that has anything left."""
    rows = world.rows(
        """select to_jsonb(l) as lot from credit_lots as l where l.org_id = %s""", world.org_id
    )
    left = {
        lot["lot_id"]: Decimal(str(lot["amount"])) - lot["used_credits"] - lot["out_credits"]
        + lot.get("restored_credits", 0)
        for lot in (row["lot"] for row in rows)
    }  # fmt: skip
    return {lot_id: credits for lot_id, credits in left.items() if credits}


def old_differences(world: World) -> dict[str, object]:
    """What the ledger held before there were draws: cover, settled use, bounds, opening marks."""
    row = world.one(
        """select
               (select sum(amount - used_credits - out_credits) from credit_lots as l
                where l.org_id = p.org_id) - (m.cumulative - p.lots_settled_use)
               = p.available_credits + m.credits as is_covered,
               (select sum(used_credits) from credit_lots as l where l.org_id = p.org_id)
               = p.lots_settled_use as is_settled,
               not exists (
                   select 1 from credit_lots as l where l.org_id = p.org_id and (
                       select sum(x.used_credits) from credit_lots as x
                       where x.org_id = p.org_id and x.use_at_opening >= l.use_at_opening
                   ) > p.lots_settled_use - l.use_at_opening
               ) as are_marks_kept
           from organization_credit_pools as p
           cross join lateral (
               select sum(a.allocated_credits - a.used_credits) as credits,
                   sum(a.cumulative_used_credits) as cumulative
               from user_credit_allocations as a where a.org_id = p.org_id
           ) as m
           where p.org_id = %s""",
        world.org_id,
    )
    return {name: held for name, held in row.items() if not held}


def test_going_back_keeps_what_is_left_of_every_lot(
    connection: OwnerConnection, empty_database: TestDatabase
) -> None:
    world, _ = company(connection)
    before = (world.pool(), kept(world))
    assert world.differences() == []
    downgrade(empty_database.owner_url, revision=BEFORE)
    assert old_differences(world) == {}
    assert (world.pool(), kept(world)) == before
    spent = world.rows(
        """select amount, used_credits, price_paid_usd from credit_lots
           where org_id = %s and source = 'refund' and used_credits = amount""",
        world.org_id,
    )
    assert [tuple(lot.values()) for lot in spent] == [(650, 650, 0)]


def test_what_was_used_before_is_one_draw_a_lot_in_the_order_of_burning(
    connection: OwnerConnection, empty_database: TestDatabase
) -> None:
    world, member = company(connection)
    downgrade(empty_database.owner_url, revision=BEFORE)
    before = (world.pool(), kept(world))
    migrate(empty_database.owner_url)
    assert (world.pool(), kept(world)) == before
    assert world.differences() == []
    draws = world.rows(
        """select d.draw_number, l.source, d.credits, d.restored_credits
           from credit_lot_draws as d join credit_lots as l using (org_id, lot_id)
           where d.org_id = %s order by d.draw_number""",
        world.org_id,
    )
    assert [tuple(draw.values()) for draw in draws] == [
        (1, "refund", 650, 0), (2, "grant", 50, 0),
    ]  # fmt: skip
    # What is refunded from now on goes to the lots, never to the one that stands for old refunds.
    usages = world.rows(
        """select u.usage_id, u.charged_credits - coalesce(sum(r.credits), 0) as credits
           from credit_usage_attribution as u
           left join credit_usage_refunds as r using (org_id, usage_id)
           where u.org_id = %s group by u.usage_id, u.charged_credits""",
        world.org_id,
    )
    for usage in usages:
        world.refund_usage(usage["usage_id"], usage["credits"])
    row = world.one(
        """select restored_credits from credit_lots
           where org_id = %s and source = 'refund' and expires_at = 'epoch'""",
        world.org_id,
    )
    assert row["restored_credits"] == 0
    assert world.figures(member, "U") == (0,)
    assert world.differences() == []
