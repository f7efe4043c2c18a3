"""N8: resets came late, in the wrong time zone, or never."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.conftest import OwnerConnection
from tests.world import World, make_world

# Zone; when the allocation is made; the organization's next two midnights, an hour off in summer.
ZONES = [
    ("Europe/Berlin", "2026-03-28T12:00Z", "2026-03-28T23:00Z", "2026-03-29T22:00Z"),
    ("Europe/Berlin", "2026-10-24T12:00Z", "2026-10-24T22:00Z", "2026-10-25T23:00Z"),
    ("America/Los_Angeles", "2026-11-01T00:30Z", "2026-11-01T07:00Z", "2026-11-02T08:00Z"),
    ("America/Havana", "2026-03-07T12:00Z", "2026-03-08T05:00Z", "2026-03-09T04:00Z"),
    ("Asia/Kathmandu", "2026-06-01T12:00Z", "2026-06-01T18:15Z", "2026-06-02T18:15Z"),
]


def company(owner: OwnerConnection, start: datetime, zone: str) -> tuple[World, str]:
    world = make_world(owner, start, zone)
    member = world.member()
    world.add(1_000)
    world.allocate(member, 100, "daily")
    world.deduct(member, 100)
    return world, member


@pytest.mark.parametrize(("zone", "start", "first", "second"), ZONES)
def test_a_reset_comes_at_the_organizations_midnight_also_across_daylight_saving(
    owner: OwnerConnection, zone: str, start: str, first: str, second: str
) -> None:
    world, member = company(owner, datetime.fromisoformat(start), zone)
    for midnight in (first, second):
        at = datetime.fromisoformat(midnight)
        world.now = at - timedelta(microseconds=1)
        assert world.deduct(member, 100)["outcome"] == "refused"
        world.now = at
        assert world.deduct(member, 100)["outcome"] == "ok"
    assert world.differences() == []


def test_after_a_week_of_downtime_there_is_one_reset_and_it_is_on_time_again(
    owner: OwnerConnection,
) -> None:
    start = datetime(2026, 3, 24, 12, tzinfo=UTC)
    world, member = company(owner, start, "Europe/Berlin")
    world.now = start + timedelta(days=7)
    for _ in range(2):
        world.settle()
    rows = world.rows("select boundary_date from credit_resets where org_id = %s", world.org_id)
    # Several that were missed are the first of them: the later ones would find nothing to do.
    assert rows == [{"boundary_date": date(2026, 3, 25)}]
    assert world.figures(member, "AUL") == (100, 0, 100)
    assert world.allocation(member)["next_reset_at"] == datetime(2026, 3, 31, 22, tzinfo=UTC)
    assert world.differences() == []
