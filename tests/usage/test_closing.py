"""Days become final once, in the organization's zone, and add up like the calls they came from."""

import asyncio
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from orgbilling.database import Database
from tests.conftest import OwnerConnection
from tests.statements import sql
from tests.subscriptions.subscriber import at
from tests.world import World, make_world


def spender(owner: OwnerConnection, now: datetime, zone: str = "UTC") -> tuple[World, str]:
    world = make_world(owner, now, zone)
    member = world.member()
    world.add(100_000, 1)
    world.allocate(member, 50_000, "never")
    return world, member


def close(world: World, now: datetime) -> int:
    count: int = world.one("select close_usage_days(%s, %s) as n", world.org_id, now)["n"]
    return count


def closed_through(world: World) -> object:
    return world.one(
        "select usage_closed_through as d from organizations where org_id = %s", world.org_id
    )["d"]


def days(world: World, first: date, last: date, user_id: str | None = None) -> list[Decimal]:
    rows = world.connection.execute(
        "select credits from organization_usage_days(%s, %s, %s, %s)",
        [world.org_id, user_id, first, last],
    ).fetchall()
    return [row["credits"] for row in rows]


def test_a_day_is_closed_a_quarter_of_an_hour_past_its_midnight(owner: OwnerConnection) -> None:
    zone = "America/New_York"
    world, member = spender(owner, at("2026-03-05 21:00", zone), zone)
    world.deduct(member, 5)
    assert close(world, at("2026-03-06 00:14", zone)) == 0
    assert close(world, at("2026-03-06 00:15", zone)) == 1
    assert close(world, at("2026-03-06 23:59", zone)) == 0
    assert closed_through(world) == date(2026, 3, 5)
    totals = world.one("select * from credit_usage_daily_totals where org_id = %s", world.org_id)
    assert (totals["day"], totals["credits"], totals["requests"], totals["users"]) == (
        date(2026, 3, 5), 5, 1, 1,
    )  # fmt: skip
    assert world.differences() == []


def test_weeks_of_days_are_closed_in_one_go_and_days_without_usage_need_no_row(
    owner: OwnerConnection,
) -> None:
    world, member = spender(owner, at("2026-01-01 12:00"))
    for offset in (0, 1, 5, 40):
        world.now = at("2026-01-01 12:00") + timedelta(days=offset)
        world.deduct(member, offset + 1)
    before = days(world, date(2026, 1, 1), date(2026, 2, 10))
    assert close(world, at("2026-02-11 12:00")) == 41
    assert days(world, date(2026, 1, 1), date(2026, 2, 10)) == before
    assert days(world, date(2026, 1, 1), date(2026, 2, 10), member) == before
    rows = world.one(
        "select count(*) as n from credit_usage_daily_totals where org_id = %s", world.org_id
    )
    assert rows["n"] == 4
    assert world.differences() == []


def test_an_organization_without_usage_is_closed_without_rows(owner: OwnerConnection) -> None:
    world = make_world(owner, at("2026-01-01 12:00"))
    assert close(world, at("2026-01-10 12:00")) == 0
    assert closed_through(world) == date(2026, 1, 9)


def test_what_comes_late_is_posted_on_the_first_open_day(owner: OwnerConnection) -> None:
    world, member = spender(owner, at("2026-01-01 12:00"))
    close(world, at("2026-01-10 12:00"))
    # A clock that lags behind the one that closed.
    world.now = at("2026-01-09 23:59")
    world.deduct(member, 7)
    assert days(world, date(2026, 1, 9), date(2026, 1, 10)) == [0, 7]
    assert world.differences() == []


async def test_closing_at_once_closes_each_day_once(db: Database, owner: OwnerConnection) -> None:
    world, member = spender(owner, at("2026-01-01 12:00"))
    world.deduct(member, 3)
    counts = await asyncio.gather(
        *(
            db.fetch_value(
                sql("select close_usage_days(%s, %s)", world.org_id, at("2026-01-03 12:00"))
            )
            for _ in range(6)
        )
    )
    assert sorted(counts) == [0, 0, 0, 0, 0, 2]
    assert world.differences() == []


def test_due_organizations_are_found_by_their_own_midnight(owner: OwnerConnection) -> None:
    now = at("2026-01-02 00:30")
    zones = ("Asia/Tokyo", "UTC", "America/New_York")
    worlds = {}
    for zone in zones:
        world, member = spender(owner, at("2026-01-01 01:00", zone), zone)
        world.deduct(member, 1)
        worlds[zone] = world
    idle = make_world(owner)
    while owner.execute("select close_due_usage_days(%s, 50) as n", [now]).fetchone() != {"n": 0}:
        pass
    found = {
        zone: world.one(
            "select usage_closed_through::text as d from organizations where org_id = %s",
            world.org_id,
        )["d"]
        for zone, world in worlds.items()
    }
    # It is still half past seven in the evening of the 1st in New York.
    assert found == {
        "Asia/Tokyo": "2026-01-01", "UTC": "2026-01-01", "America/New_York": "-infinity",
    }  # fmt: skip
    assert owner.execute(
        """select usage_closed_through = '-infinity' as untouched from organizations
           where org_id = %s""",
        [idle.org_id],
    ).fetchone() == {"untouched": True}


@pytest.mark.parametrize("is_closed", [False, True])
def test_reads_are_the_same_before_and_after_closing(
    owner: OwnerConnection, is_closed: bool
) -> None:
    world, member = spender(owner, at("2026-01-01 12:00"))
    other = world.member()
    world.allocate(other, 1000, "never")
    world.deduct(member, 10)
    world.deduct(other, 30)
    world.now = at("2026-01-03 12:00")
    world.deduct(member, 5)
    if is_closed:
        close(world, at("2026-01-03 00:30"))
    span = (date(2026, 1, 1), date(2026, 1, 3))
    assert days(world, *span) == [40, 0, 5]
    assert days(world, *span, member) == [10, 0, 5]
    services = world.one(
        "select * from organization_usage_services(%s, null, %s, %s)", world.org_id, *span
    )
    assert services == {
        "service_type": "llm", "credits": 45, "requests": 3, "refunded_credits": 0,
    }  # fmt: skip
    users = owner.execute(
        """select user_id, credits, requests, user_count
           from organization_usage_users(%s, null, %s, %s, 1)""",
        [world.org_id, *span],
    ).fetchall()
    assert users == [{"user_id": other, "credits": 30, "requests": 1, "user_count": 2}]
