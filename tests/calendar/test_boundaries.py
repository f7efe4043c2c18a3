"""A period's end is counted from its anchor, and is the organization's midnight."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.conftest import OwnerConnection
from tests.properties.calendar_model import boundary
from tests.world import World, make_world

MOMENT = timedelta(microseconds=1)
DAY_S = 86_400


def boundaries(owner: OwnerConnection, anchor: str, period: str, count: int) -> list[str]:
    rows = owner.execute(
        "select boundary_date(%s, %s, k)::text as day from generate_series(1, %s) as k",
        [anchor, period, count],
    ).fetchall()
    return [row["day"] for row in rows]


def test_a_month_from_the_thirty_first_ends_on_the_last_day_and_keeps_its_anchor(
    owner: OwnerConnection,
) -> None:
    assert boundaries(owner, "2026-01-31", "monthly", 5) == [
        "2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31", "2026-06-30",
    ]  # fmt: skip
    assert boundaries(owner, "2027-12-31", "monthly", 3) == [
        "2028-01-31",
        "2028-02-29",
        "2028-03-31",
    ]


def test_a_year_from_the_leap_day_comes_back_to_it(owner: OwnerConnection) -> None:
    assert boundaries(owner, "2028-02-29", "yearly", 4) == [
        "2029-02-28", "2030-02-28", "2031-02-28", "2032-02-29",
    ]  # fmt: skip


def test_boundaries_are_those_of_another_calendar(owner: OwnerConnection) -> None:
    for period in ("daily", "weekly", "monthly"):
        for anchor in (date(2026, 1, 31), date(2028, 2, 29), date(2026, 12, 1), date(2025, 3, 30)):
            found = boundaries(owner, anchor.isoformat(), period, 60)
            assert found == [boundary(anchor, period, k).isoformat() for k in range(1, 61)]


def test_the_index_of_a_day_is_its_last_boundary(owner: OwnerConnection) -> None:
    wrong = owner.execute(
        """select a::date, d::date, p
           from generate_series('2027-12-25'::date, '2028-03-05', '1 day') as a,
           generate_series(a - interval '400 days', a + interval '800 days', '7 days') as d,
           unnest('{daily,weekly,monthly,yearly}'::text[]) as p
           where not (
               boundary_date(a::date, p, boundary_index(a::date, p, d::date)) <= d::date
               and boundary_date(a::date, p, boundary_index(a::date, p, d::date) + 1) > d::date
           ) limit 5"""
    ).fetchall()
    assert wrong == []


def test_a_midnight_lies_on_its_date_in_every_zone_and_rises_from_day_to_day(
    owner: OwnerConnection,
) -> None:
    wrong = owner.execute(
        """select z.name, d.day, midnight_of(d.day, z.name) as at
           from pg_timezone_names as z, (
               select g::date as day
               from generate_series('2026-01-01'::date, '2027-12-31', '1 day') as g
           ) as d
           where z.name not like 'posix%' and not (
               local_date(midnight_of(d.day, z.name), z.name) = d.day
               and midnight_of(d.day, z.name) < midnight_of(d.day + 1, z.name)
           ) limit 5"""
    ).fetchall()
    assert wrong == []


def company(owner: OwnerConnection, start: datetime, zone: str, period: str) -> tuple[World, str]:
    world = make_world(owner, start, zone)
    member = world.member()
    world.add(1_000)
    world.allocate(member, 10, period)
    return world, member


def resets_at(world: World, member: str, at: datetime) -> bool:
    """Whether the member's period ends at this very moment and not before."""
    before = world.allocation(member)["period_number"]
    world.now = at - MOMENT
    world.settle()
    assert world.allocation(member)["period_number"] == before, f"too early: {at}"
    world.now = at
    world.settle()
    world.settle()
    count: int = world.allocation(member)["period_number"] - before
    assert count in (0, 1)
    return count == 1


PERIODS = [
    ("monthly", ["2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31"]),
    ("weekly", ["2026-02-07", "2026-02-14", "2026-02-21"]),
    ("daily", ["2026-02-01", "2026-02-02", "2026-02-03"]),
]


@pytest.mark.parametrize(("period", "days"), PERIODS)
def test_an_allocation_is_reset_at_each_boundary_and_not_before(
    owner: OwnerConnection, period: str, days: list[str]
) -> None:
    world, member = company(owner, datetime(2026, 1, 31, 15, tzinfo=UTC), "UTC", period)
    for day in days:
        world.deduct(member, 4)
        assert resets_at(world, member, datetime.fromisoformat(f"{day}T00:00:00+00:00"))
        assert world.figures(member, "AU") == (10, 0)
    assert world.differences() == []


SUMMER_TIME = [
    ("Europe/Berlin", "2026-03-28T12:00Z", ["2026-03-28T23:00Z", "2026-03-29T22:00Z"]),
    ("Europe/Berlin", "2026-10-24T12:00Z", ["2026-10-24T22:00Z", "2026-10-25T23:00Z"]),
    ("America/New_York", "2026-03-07T12:00Z", ["2026-03-08T05:00Z", "2026-03-09T04:00Z"]),
    # In Havana the eighth of March begins at one o'clock: its midnight does not exist.
    ("America/Havana", "2026-03-07T12:00Z", ["2026-03-08T05:00Z", "2026-03-09T04:00Z"]),
    ("America/Santiago", "2026-09-05T12:00Z", ["2026-09-06T04:00Z", "2026-09-07T03:00Z"]),
    ("Australia/Lord_Howe", "2026-10-03T12:00Z", ["2026-10-03T13:30Z", "2026-10-04T13:00Z"]),
]


@pytest.mark.parametrize(("zone", "start", "midnights"), SUMMER_TIME)
def test_a_day_of_twenty_three_or_twenty_five_hours_ends_at_midnight(
    owner: OwnerConnection, zone: str, start: str, midnights: list[str]
) -> None:
    world, member = company(owner, datetime.fromisoformat(start), zone, "daily")
    for midnight in midnights:
        world.deduct(member, 4)
        assert resets_at(world, member, datetime.fromisoformat(midnight))
    assert world.differences() == []


def test_a_reset_that_changes_nothing_writes_no_row_and_ends_no_period(
    owner: OwnerConnection,
) -> None:
    world, member = company(owner, datetime(2026, 1, 31, 15, tzinfo=UTC), "UTC", "daily")
    assert not resets_at(world, member, datetime(2026, 2, 1, tzinfo=UTC))
    row = world.allocation(member)
    assert (row["last_reset_date"], row["next_reset_date"]) == (date(2026, 2, 1), date(2026, 2, 2))
    assert (row["period_number"], row["period_start"]) == (1, row["created_at"])
    assert world.rows("select * from credit_resets where org_id = %s", world.org_id) == []
    # What is only held is no use yet: it ends no period either.
    hold_id = world.hold(member, 4, ttl_s=DAY_S)["hold_id"]
    assert not resets_at(world, member, datetime(2026, 2, 2, tzinfo=UTC))
    world.capture(hold_id, 4)
    assert resets_at(world, member, datetime(2026, 2, 3, tzinfo=UTC))
    assert world.figures(member, "AUHL") == (10, 0, 0, 4)
    assert world.differences() == []


def test_never_is_never(owner: OwnerConnection) -> None:
    world, member = company(owner, datetime(2026, 1, 31, 15, tzinfo=UTC), "UTC", "never")
    world.deduct(member, 4)
    world.now = datetime(2036, 1, 31, tzinfo=UTC)
    world.settle()
    assert world.deduct(member, 1)["remaining_credits"] == 5
    assert world.allocation(member)["next_reset_at"] is None
    assert world.figures(member, "AUL") == (10, 5, 0)


def test_from_monthly_to_never_and_back_counts_from_the_day_of_the_change(
    owner: OwnerConnection,
) -> None:
    world, member = company(owner, datetime(2026, 1, 31, 15, tzinfo=UTC), "UTC", "monthly")
    world.now = datetime(2026, 2, 10, tzinfo=UTC)
    world.set_to(member, 10, "never")
    world.now = datetime(2026, 6, 15, 1, tzinfo=UTC)
    world.set_to(member, 10, "monthly")
    row = world.allocation(member)
    assert (row["period_number"], row["next_reset_date"]) == (1, date(2026, 7, 15))
