"""Refunds made before they had a posting day get one, and no closed day changes for it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal

import psycopg
import pytest
from psycopg.rows import dict_row

from orgbilling.database.migration_files import find_migrations
from orgbilling.database.migrations import downgrade, migrate
from orgbilling.database.sql_files import SQL_ROOT
from tests.conftest import OwnerConnection, TestDatabase
from tests.one_organization import drop_schema_one
from tests.world import World, make_world


def before_refund_days() -> str:
    names = [(file.name, file.revision) for file in find_migrations(SQL_ROOT)]
    at = [name for name, _ in names].index("refund_days")
    return names[at - 1][1]


@pytest.fixture
def owner(fresh_database: TestDatabase) -> Iterator[OwnerConnection]:
    with psycopg.connect(fresh_database.owner_url, autocommit=True, row_factory=dict_row) as owner:
        yield owner


def at(day: int, hour: int = 12) -> datetime:
    return datetime(2026, 1, day, hour, tzinfo=UTC)


def spent(owner: OwnerConnection, time_zone: str = "UTC") -> tuple[World, object]:
    """An organization whose one member spent 100 on the 5th."""
    world = make_world(owner, at(5), time_zone, subscribed=False)
    # By the verb, because its invoice tells the calendar's migrations what its term is.
    world.one(
        "select * from create_subscription(%s, 'platform', 'monthly', 0, 'root', %s)",
        world.org_id, world.now,
    )  # fmt: skip
    member = world.member()
    world.add(1_000, 1)
    world.allocate(member, 500, "never")
    return world, world.deduct(member, 100)["usage_id"]


def refund(world: World, usage_id: object, moment: datetime, credits: int) -> None:
    world.now = moment
    world.refund_usage(usage_id, credits)  # type: ignore[arg-type]


def refunded(world: World) -> dict[int, Decimal]:
    rows = world.rows(
        "select * from organization_usage_days(%s, null, %s, %s)",
        world.org_id, date(2026, 1, 1), date(2026, 1, 20),
    )  # fmt: skip
    return {row["day"].day: row["refunded_credits"] for row in rows if row["refunded_credits"]}


def closed_days(world: World) -> list[tuple[date, Decimal, int, int]]:
    rows = world.rows(
        "select * from credit_usage_daily_totals where org_id = %s order by day", world.org_id
    )
    return [(row["day"], row["credits"], row["requests"], row["users"]) for row in rows]


def go_back(database: TestDatabase) -> None:
    drop_schema_one(database.owner_url)
    downgrade(database.owner_url, revision=before_refund_days())


def test_a_refund_of_a_closed_day_is_posted_on_the_first_open_one(
    fresh_database: TestDatabase, owner: OwnerConnection
) -> None:
    closed, first = spent(owner)
    refund(closed, first, at(6), 30)
    closed.one("select close_usage_days(%s, %s)", closed.org_id, at(9))
    refund(closed, first, at(11), 10)
    refund(closed, first, at(11), 5)
    # Nothing is closed here, and 16:00 is already the next day.
    tokyo, second = spent(owner, "Asia/Tokyo")
    refund(tokyo, second, at(6, 16), 20)
    go_back(fresh_database)
    final = closed_days(closed)
    assert final == [(date(2026, 1, 5), 100, 1, 1)]
    migrate(fresh_database.owner_url)
    assert closed_days(closed) == final
    assert refunded(closed) == {9: 30, 11: 15}
    assert refunded(tokyo) == {7: 20}
    assert closed.differences() == tokyo.differences() == []
    closed.one("select close_usage_days(%s, %s)", closed.org_id, at(15))
    assert refunded(closed) == {9: 30, 11: 15}
    assert closed.differences() == []


def test_a_refund_stays_final_after_it_got_its_day(
    fresh_database: TestDatabase, owner: OwnerConnection
) -> None:
    world, usage_id = spent(owner)
    refund(world, usage_id, at(6), 30)
    go_back(fresh_database)
    migrate(fresh_database.owner_url)
    with pytest.raises(psycopg.Error) as refused:
        owner.execute("update credit_usage_refunds set local_day = '2026-01-01'")
    assert refused.value.sqlstate == "OB020"
