"""An organization may move: no period ends twice, and none is forgotten."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

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
    world, member = company(owner, FAR_EAST)
    world.deduct(member, 1)
    world.now = datetime(2026, 3, 10, 10, tzinfo=UTC)  # Midnight of the eleventh in the far east.
    world.settle()
    world.move(FAR_WEST)
    assert ended(world) == [date(2026, 3, 11)]
    world.deduct(member, 1)
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
    world.deduct(member, 1)
    world.now = START + timedelta(minutes=1)
    world.move(FAR_EAST)
    world.settle()
    world.settle()
    assert ended(world) == [date(2026, 3, 10)]
    world.deduct(member, 1)
    world.move(FAR_WEST)
    world.now = START + timedelta(hours=3)  # The tenth begins in the far west.
    world.settle()
    assert ended(world) == [date(2026, 3, 10)]
    assert world.differences() == []


@pytest.mark.parametrize("hours", [5, 13, 23])
def test_who_moves_to_and_fro_over_the_date_line_sees_every_date_once(
    owner: OwnerConnection, hours: int
) -> None:
    world, member = company(owner, "UTC")
    for turn in range(40):
        # Somebody spends in every period, so that each of them ends by a row.
        world.deduct(member, Decimal("0.1"))
        world.now = START + timedelta(hours=hours * (turn + 1))
        world.move((FAR_EAST, FAR_WEST, "UTC", "Europe/Berlin")[turn % 4])
        world.settle()
        row = world.allocation(member)
        assert row["next_reset_at"] > world.now
        # Wherever it has been, no date that has begun in the far west is still to come.
        assert row["next_reset_date"] > (world.now - timedelta(hours=11)).date()
    found = ended(world)
    assert found == sorted(set(found))
    assert world.allocation(member)["last_reset_date"] >= found[-1]
    assert world.differences() == []


def test_a_move_keeps_the_dates_and_takes_the_new_midnights(owner: OwnerConnection) -> None:
    world, member = company(owner, "UTC", "monthly")
    world.grant_monthly(50)
    world.move("America/New_York")
    pool = world.one("select * from organization_credit_pools where org_id = %s", world.org_id)
    row = world.allocation(member)
    assert row["next_reset_date"] == pool["next_refresh_date"] == date(2026, 4, 10)
    midnight = datetime(2026, 4, 10, 4, tzinfo=UTC)
    assert row["next_reset_at"] == pool["next_refresh_at"] == pool["next_own_grant_at"] == midnight
    assert pool["next_due_at"] == midnight


def test_a_move_keeps_the_dates_of_a_term_and_its_months_and_the_instants_of_a_grace(
    owner: OwnerConnection,
) -> None:
    world = make_world(owner, START, "UTC", subscribed=False)
    world.one(
        "select create_subscription(%s, 'platform', 'yearly', 0, 'test', %s)", world.org_id, START
    )
    late = world.one(
        "select * from mark_subscription_past_due(%s, 40, 'test', 'declined', %s)",
        world.org_id, START,
    )  # fmt: skip
    world.move("America/New_York")
    row = world.one("select * from organization_subscriptions where org_id = %s", world.org_id)
    assert row["current_period_end"] == datetime(2027, 3, 10, 5, tzinfo=UTC)
    assert row["standing_until"] == late["standing_until"] == START + timedelta(days=40)
    term = world.one("select * from subscription_terms where org_id = %s", world.org_id)
    assert (term["planned_end_date"], term["planned_end_at"]) == (
        date(2027, 3, 10), datetime(2027, 3, 10, 5, tzinfo=UTC),
    )  # fmt: skip
    # On 10 April New York has daylight saving: its midnight is four o'clock.
    assert term["next_month_at"] == datetime(2026, 4, 10, 4, tzinfo=UTC)


def test_a_move_keeps_the_instant_at_which_a_trial_ends(owner: OwnerConnection) -> None:
    world = make_world(owner, START, "UTC", subscribed=False)
    created = world.one(
        "select * from create_subscription(%s, 'platform', 'monthly', 3, 'test', %s)",
        world.org_id, START,
    )  # fmt: skip
    world.move(FAR_WEST)
    row = world.one("select * from organization_subscriptions where org_id = %s", world.org_id)
    assert row["current_period_end"] == created["trial_ends_at"] == START + timedelta(days=3)


def test_what_a_move_puts_into_the_past_happens_at_the_move(owner: OwnerConnection) -> None:
    world = make_world(owner, datetime(2026, 3, 10, 12, tzinfo=UTC), FAR_WEST, subscribed=False)
    owner.execute("select create_subscription(%s, 'platform', 'monthly', 0, 'test', %s)", [
        world.org_id, world.now,
    ])  # fmt: skip
    world.grant_monthly(50)
    # In the far west it is still 9 April; in the far east the tenth began a day ago.
    world.now = datetime(2026, 4, 10, 10, 30, tzinfo=UTC)
    world.settle()
    assert world.pool()[2] == 0
    world.move(FAR_EAST)
    assert world.pool()[2] == 50
    grant = world.one("select * from own_grant_boundaries where org_id = %s", world.org_id)
    assert (grant["boundary_date"], grant["at_instant"]) == (date(2026, 4, 10), world.now)
    terms = world.rows(
        "select * from subscription_terms where org_id = %s order by term_number", world.org_id
    )
    assert [term["starts_at"] for term in terms] == [
        datetime(2026, 3, 10, 12, tzinfo=UTC),
        world.now,
    ]
    assert terms[0]["ended_at"] == world.now
    world.move(FAR_WEST)
    world.now = datetime(2026, 4, 10, 11, tzinfo=UTC)  # The tenth begins in the far west.
    world.settle()
    assert world.pool()[2] == 50
    assert world.differences() == []


def test_an_unknown_zone_is_refused(owner: OwnerConnection) -> None:
    world, _ = company(owner, "UTC")
    for zone in ("Mars/Olympus", "", None):
        with pytest.raises(psycopg.Error) as refused:
            world.move(zone)  # type: ignore[arg-type]
        assert refused.value.sqlstate == "OB001"
