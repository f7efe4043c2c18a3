"""What was due is settled once, however late and however often somebody comes by."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from tests.conftest import OwnerConnection
from tests.world import Item, World, make_world

START = datetime(2026, 3, 2, 9, tzinfo=UTC)


def company(owner: OwnerConnection, period: str, members: int = 1) -> tuple[World, list[str]]:
    world = make_world(owner, START)
    users = sorted(world.member() for _ in range(members))
    world.add(100 * members)
    for user in users:
        world.allocate(user, 100, period)
        world.deduct(user, 60)
    return world, users


@pytest.mark.parametrize(
    ("period", "late", "first", "last"),
    [
        ("daily", timedelta(days=7, hours=3), date(2026, 3, 3), date(2026, 3, 9)),
        ("weekly", timedelta(days=20), date(2026, 3, 9), date(2026, 3, 16)),
        ("monthly", timedelta(days=100), date(2026, 4, 2), date(2026, 6, 2)),
    ],
)
def test_however_late_it_is_one_reset_at_the_first_boundary_that_was_missed(
    owner: OwnerConnection, period: str, late: timedelta, first: date, last: date
) -> None:
    world, [user] = company(owner, period)
    world.add(500)
    world.now = START + late
    world.settle()
    world.settle()
    [row] = world.rows("select * from credit_resets where org_id = %s", world.org_id)
    assert (row["boundary_date"], row["rolled_credits"]) == (first, 60)
    assert row["period_end"] == datetime(first.year, first.month, first.day, tzinfo=UTC)
    assert world.figures(user, "AUDL") == (100, 0, 0, 60)
    member = world.allocation(user)
    assert member["last_reset_date"] == last
    assert member["next_reset_date"] > last
    assert member["next_reset_at"] > world.now
    assert world.pool() == (540, 100, 440, 0)
    assert world.differences() == []


def test_a_spend_a_check_and_an_admin_settle_what_no_worker_did(owner: OwnerConnection) -> None:
    world, users = company(owner, "daily", 4)
    world.add(240)
    world.now = START + timedelta(days=3)
    assert world.deduct(users[0], 100)["outcome"] == "ok"
    assert world.check(users[1], 100) == (True, 100, None)
    world.reclaim(users[2], 100)
    assert world.hold(users[3], 100)["outcome"] == "ok"
    world.settle()
    rows = world.rows("select user_id from credit_resets where org_id = %s", world.org_id)
    assert sorted(row["user_id"] for row in rows) == users
    assert world.differences() == []


def test_what_the_pool_lacks_is_owed_and_given_by_user_id_when_it_comes(
    owner: OwnerConnection,
) -> None:
    world, users = company(owner, "daily", 3)
    world.add(40)
    world.now = START + timedelta(days=1)
    world.settle()
    assert [world.figures(user, "AD") for user in users] == [(80, 20), (40, 60), (40, 60)]
    world.add(70)
    assert [world.figures(user, "AD") for user in users] == [(100, 0), (90, 10), (40, 60)]
    world.pay(world.purchase(45))
    assert [world.figures(user, "AD") for user in users] == [(100, 0), (100, 0), (75, 25)]
    assert world.differences() == []


def test_what_an_expired_hold_gives_back_waits_for_the_next_event(owner: OwnerConnection) -> None:
    world, [first, second] = company(owner, "daily", 2)
    # The second's target is lower than what is held: all of it comes back with the hold.
    world.hold(second, 40, ttl_s=1)
    world.set_to(second, 5)
    world.now = START + timedelta(days=1)
    world.settle()
    assert world.figures(second, "AUHTD") == (5, 0, 0, 5, 0)
    assert world.figures(first, "AUHTD") == (40, 0, 0, 100, 60)
    assert world.pool()[2] == 35
    settled = world.rows("select * from user_credit_allocations where org_id = %s", world.org_id)
    world.settle()
    assert settled == world.rows(
        "select * from user_credit_allocations where org_id = %s", world.org_id
    )
    world.add(1)
    assert world.figures(first, "AUHTD") == (76, 0, 0, 100, 24)
    assert world.pool()[2] == 0
    assert world.differences() == []


def test_whoever_raises_what_the_pool_has_gives_it_on_by_user_id(owner: OwnerConnection) -> None:
    raises: list[Callable[[World, str], object]] = [
        lambda world, user: world.reclaim(user, 30),
        lambda world, user: world.set_to(user, 70),
        lambda world, user: world.close(user),
        lambda world, user: world.remove(user, world.member("boss", "owner")),
    ]
    for raise_available in raises:
        world, [first, second, third] = company(owner, "daily", 3)
        world.add(90)
        world.now = START + timedelta(days=1)
        world.settle()
        assert [world.figures(u, "AD") for u in (first, second, third)] == [
            (100, 0), (70, 30), (40, 60),
        ]  # fmt: skip
        raise_available(world, first)
        given = 100 - world.figures(first, "A")[0]
        owed = max(30 - given, 0), max(60 - max(given - 30, 0), 0)
        assert tuple(world.figures(u, "D")[0] for u in (second, third)) == owed
        assert world.pool()[2] == max(given - 90, 0)
        assert world.differences() == []


@pytest.mark.parametrize("periods", [("daily", "monthly"), ("monthly", "daily")])
def test_a_resets_own_refill_has_no_precedence_over_an_older_debt(
    owner: OwnerConnection, periods: tuple[str, str]
) -> None:
    world, users = company(owner, "never", 2)
    world.grant_monthly(80)
    for user, period in zip(users, periods, strict=True):
        world.set_to(user, 100, period)
    # On 2 April the grant comes, and one is reset; the other has been owed 60 since 3 March.
    world.now = datetime(2026, 4, 2, tzinfo=UTC)
    world.settle()
    assert [world.figures(user, "AUD") for user in users] == [(100, 0, 0), (60, 0, 40)]
    assert world.pool()[2] == 0
    assert world.differences() == []


def test_a_capture_that_comes_before_the_worker_still_finds_its_hold_at_a_reset(
    owner: OwnerConnection,
) -> None:
    world = make_world(owner, START)
    user = world.member()
    world.add(100)
    world.allocate(user, 100, "daily")
    hold_id = world.hold(user, 50, ttl_s=60)["hold_id"]
    world.set_to(user, 10)
    world.now = START + timedelta(days=1)
    captured = world.capture(hold_id, 50)
    assert (captured["uncollected_credits"], captured["replayed"]) == (0, False)
    assert world.figures(user, "AUHTD") == (50, 50, 0, 10, 0)
    assert world.differences() == []


def test_an_expired_hold_goes_back_also_when_a_capture_took_more_in_the_same_batch(
    owner: OwnerConnection,
) -> None:
    world = make_world(owner, START)
    user = world.member()
    world.add(70)
    world.allocate(user, 70, "never")
    expired = world.hold(user, 50, ttl_s=1)["hold_id"]
    kept = world.hold(user, 10)["hold_id"]
    world.now = START + timedelta(seconds=2)
    answers = world.spend([Item("capture", 20, hold_id=kept), Item("deduct", 10, "k", user)])
    assert [answer["outcome"] for answer in answers] == ["ok", "ok"]
    assert world.release(expired)["outcome"] == "ok"
    assert world.figures(user, "AUHR") == (70, 30, 0, 40)
    assert world.differences() == []


def test_usage_of_a_period_that_has_ended_is_refunded_to_the_pool(owner: OwnerConnection) -> None:
    world, [user] = company(owner, "daily")
    usage_id = world.deduct(user, 40)["usage_id"]
    world.refund_usage(usage_id, 15)
    assert (world.figures(user, "AUR"), world.pool()[2]) == ((100, 85, 15), 0)
    world.now = START + timedelta(days=1)
    world.refund_usage(usage_id, 10)
    # Which gives it on at once to whoever is owed, by user id.
    assert (world.figures(user, "AUDL"), world.pool()[2]) == ((25, 0, 75, 85), 0)
    world.close(user)
    world.refund_usage(usage_id, 15)
    assert world.pool() == (40, 0, 40, 0)
    assert world.differences() == []
