"""An organization may move: no period ends twice, and none is forgotten."""

from datetime import UTC, date, datetime, timedelta

import psycopg
import pytest

from tests.conftest import OwnerConnection
from tests.world import World, make_world

START = datetime(2026, 3, 10, 9, tzinfo=UTC)
FAR_EAST, FAR_WEST = "Pacific/Kiritimati", "Pacific/Pago_Pago"


def company(owner: OwnerConnection, zone: str, period: str = "daily") -> tuple[World, str]:
    world = make_world(owner, START, zone)
    member = world.member()
    world.add(1_000)
    world.allocate(member, 10, period)
    return world, member


def ended(world: World) -> list[date]:
    rows = world.rows(
        "select boundary_date from credit_resets where org_id = %s order by period_number",
        world.org_id,
    )
    return [row["boundary_date"] for row in rows]


def test_a_move_west_after_a_reset_does_not_reset_the_same_date_again(
    owner: OwnerConnection,
) -> None:
    world, _ = company(owner, FAR_EAST)
    world.now = datetime(2026, 3, 10, 10, tzinfo=UTC)  # Midnight of the eleventh in the far east.
    world.settle()
    world.move(FAR_WEST)
    assert ended(world) == [date(2026, 3, 11)]
    world.now = datetime(2026, 3, 11, 11, tzinfo=UTC)  # The eleventh begins in the far west.
    world.settle()
    assert ended(world) == [date(2026, 3, 11)]
    world.now = datetime(2026, 3, 12, 11, tzinfo=UTC)
    world.settle()
    assert ended(world) == [date(2026, 3, 11), date(2026, 3, 12)]
    assert world.differences() == []


def test_a_move_east_makes_the_next_date_due_and_only_once(owner: OwnerConnection) -> None:
    world, member = company(owner, FAR_WEST)
    assert world.allocation(member)["next_reset_date"] == date(2026, 3, 10)
    world.now = START + timedelta(minutes=1)
    world.move(FAR_EAST)
    world.settle()
    world.settle()
    assert ended(world) == [date(2026, 3, 10)]
    world.move(FAR_WEST)
    world.now = START + timedelta(hours=3)  # The tenth begins in the far west.
    world.settle()
    assert ended(world) == [date(2026, 3, 10)]
    assert world.differences() == []


@pytest.mark.parametrize("hours", [5, 13, 23])
def test_who_moves_to_and_fro_over_the_date_line_sees_every_date_once(
    owner: OwnerConnection, hours: int
) -> None:
    world, _ = company(owner, "UTC")
    for turn in range(40):
        world.now = START + timedelta(hours=hours * (turn + 1))
        world.move((FAR_EAST, FAR_WEST, "UTC", "Europe/Berlin")[turn % 4])
        world.settle()
    found = ended(world)
    assert found == sorted(set(found))
    assert found[-1] >= (START + timedelta(hours=hours * 40 - 48)).date()
    assert world.differences() == []


def test_a_move_keeps_the_dates_and_takes_the_new_midnights(owner: OwnerConnection) -> None:
    world, member = company(owner, "UTC", "monthly")
    world.grant_monthly(50)
    world.move("America/New_York")
    pool = world.one("select * from organization_credit_pools where org_id = %s", world.org_id)
    row = world.allocation(member)
    assert row["next_reset_date"] == pool["next_refresh_date"] == date(2026, 4, 10)
    midnight = datetime(2026, 4, 10, 4, tzinfo=UTC)
    assert row["next_reset_at"] == pool["next_refresh_at"] == midnight


def test_an_unknown_zone_is_refused(owner: OwnerConnection) -> None:
    world, _ = company(owner, "UTC")
    for zone in ("Mars/Olympus", "", None):
        with pytest.raises(psycopg.Error) as refused:
            world.move(zone)  # type: ignore[arg-type]
        assert refused.value.sqlstate == "OB001"
