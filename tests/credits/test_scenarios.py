"""The worked figures of the ledger, to the credit."""

import uuid
from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from tests.conftest import OwnerConnection
from tests.world import Item, World, make_world

START = datetime(2026, 3, 10, 9, tzinfo=UTC)
NEXT_MONTH = datetime(2026, 4, 10, 0, 0, 1, tzinfo=UTC)
DAY = timedelta(days=1)


def life(owner: OwnerConnection, granted_at: datetime = START) -> tuple[World, list[str]]:
    """Four members have spent; 5,000 more come a month after the day of `granted_at`."""
    world = make_world(owner, min(START, granted_at))
    members = sorted(world.member(f"m{number}") for number in range(1, 5))
    if granted_at <= START:
        world.grant_monthly(5_000)
    world.now = START
    world.add(10_000)
    assert world.pool() == (10_000, 0, 10_000, 0)
    for member in members:
        world.allocate(member, 2_000, "monthly")
    assert world.pool() == (10_000, 8_000, 2_000, 0)
    for member, credits in zip(members, (1_500, 1_200, 700, 56), strict=True):
        world.deduct(member, credits)
    assert world.pool() == (10_000, 8_000, 2_000, 3_456)
    if granted_at > START:
        world.now = granted_at
        world.grant_monthly(5_000)
    return world, members


def end_of_life(world: World, members: list[str]) -> None:
    assert world.pool() == (11_544, 8_000, 3_544, 0)
    assert [world.figures(member, "AD") for member in members] == [(2_000, 0)] * 4
    world.reclaim(members[3], 500)
    assert world.pool() == (11_544, 7_500, 4_044, 0)
    world.deduct(members[0], 1_000)
    assert world.pool() == (11_544, 7_500, 4_044, 1_000)
    assert world.differences() == []


def test_the_life_of_ten_thousand_credits(owner: OwnerConnection) -> None:
    world, members = life(owner, START + DAY)
    world.now = NEXT_MONTH
    world.settle()
    assert world.pool() == (6_544, 6_544, 0, 0)
    figures = [world.figures(member, "AD") for member in members]
    assert figures == [(2_000, 0), (1_300, 700), (1_300, 700), (1_944, 56)]
    world.now = NEXT_MONTH + DAY
    world.settle()
    end_of_life(world, members)


@pytest.mark.parametrize("days", [-1, 0])
def test_the_life_ends_the_same_when_the_refresh_comes_first(
    owner: OwnerConnection, days: int
) -> None:
    world, members = life(owner, START + days * DAY)
    world.now = NEXT_MONTH
    world.settle()
    end_of_life(world, members)


@pytest.mark.parametrize("days", [-1, 0, 1])
def test_the_life_ends_the_same_when_members_touch_it_in_any_order(
    owner: OwnerConnection, days: int
) -> None:
    world, members = life(owner, START + days * DAY)
    world.now = NEXT_MONTH + DAY
    for member in reversed(members):
        world.one("select has_sufficient_credits(%s, %s, 1, %s)", world.org_id, member, world.now)
    end_of_life(world, members)


def test_a_late_capture_charges_what_is_left_and_records_the_rest(owner: OwnerConnection) -> None:
    world = make_world(owner, START)
    member = world.member()
    world.add(100)
    world.allocate(member, 100)
    first = world.hold(member, 60, ttl_s=60)
    world.now = START + timedelta(seconds=61)
    second = world.hold(member, 90)
    assert (second["outcome"], second["remaining_credits"]) == ("ok", 10)
    captured = world.capture(first["hold_id"], 75)
    assert (captured["credits"], captured["uncollected_credits"]) == (75, 65)
    assert world.figures(member, "UHR") == (10, 90, 0)
    usage = world.one(
        "select * from credit_usage_attribution where org_id = %s and usage_id = %s",
        world.org_id, captured["usage_id"],
    )  # fmt: skip
    assert (usage["charged_credits"], usage["overage_credits"], usage["uncollected_credits"]) == (
        10,
        0,
        65,
    )
    world.capture(second["hold_id"], 30)
    assert world.figures(member, "RU") == (60, 40)
    again = world.capture(first["hold_id"], 75)
    assert again == captured | {"replayed": True}
    with pytest.raises(psycopg.Error) as refused:
        world.capture(first["hold_id"], 74)
    assert refused.value.sqlstate == "OB009"
    assert world.differences() == []


def set_below(owner: OwnerConnection) -> tuple[World, str, uuid.UUID]:
    world = make_world(owner, START)
    member = world.member()
    world.add(200)
    world.allocate(member, 150, "monthly")
    world.deduct(member, 80)
    hold_id = world.hold(member, 50)["hold_id"]
    assert world.pool()[2] == 50
    world.set_to(member, 100)
    assert (world.figures(member, "AR"), world.pool()[2]) == ((130, 0), 70)
    return world, member, hold_id


def test_a_target_set_below_what_is_used_and_held_returns_as_the_hold_resolves(
    owner: OwnerConnection,
) -> None:
    world, member, hold_id = set_below(owner)
    world.capture(hold_id, 10)
    assert (world.figures(member, "AUR"), world.pool()[2]) == ((100, 90, 10), 100)
    assert world.differences() == []


def test_a_target_set_below_stays_short_when_everything_is_captured(owner: OwnerConnection) -> None:
    world, member, hold_id = set_below(owner)
    world.capture(hold_id, 50)
    assert world.figures(member, "AU") == (130, 130)
    world.now = NEXT_MONTH
    world.settle()
    assert (world.figures(member, "AD"), world.pool()[2]) == ((70, 30), 0)
    assert world.differences() == []


def test_what_a_transfer_leaves_in_the_pool_goes_to_whoever_is_owed(owner: OwnerConnection) -> None:
    world = make_world(owner, START)
    giver, receiver, waiting = sorted(world.members(3))
    world.add(217)
    world.allocate(giver, 100, "never")
    world.allocate(receiver, 100, "never")
    world.allocate(waiting, 17, "daily")
    # 80 are used of a target of 50, and what was free went back: 20 for somebody else.
    world.deduct(receiver, 80)
    world.set_to(receiver, 50)
    world.deduct(waiting, 12)
    world.allocate(giver, 20)
    world.now = START + DAY
    world.settle()
    assert world.figures(waiting, "AD") == (5, 12)
    world.transfer(giver, receiver, 40)
    # 30 of the 40 were above the target already: they stay in the pool, and 12 were waited for.
    assert world.figures(giver, "AT") == (80, 80)
    assert world.figures(receiver, "AT") == (90, 90)
    assert world.figures(waiting, "AD") == (17, 0)
    assert world.pool()[2] == 18
    assert world.differences() == []


def test_a_transfer_is_there_for_the_other_whoever_waits(owner: OwnerConnection) -> None:
    world = make_world(owner, START)
    waiting, giver, receiver = sorted(world.members(3))
    world.add(117)
    world.allocate(waiting, 17, "daily")
    world.deduct(waiting, 12)
    world.allocate(giver, 100, "never")
    world.now = START + DAY
    world.settle()
    assert world.figures(waiting, "AD") == (5, 12)
    world.transfer(giver, receiver, 40)
    assert world.figures(receiver, "AT") == (40, 40)
    assert world.figures(waiting, "AD") == (5, 12)
    assert world.differences() == []


def test_one_batch_admits_greedily_and_replays_its_twins(owner: OwnerConnection) -> None:
    world = make_world(owner, START)
    member = world.member()
    world.add(1_000)
    world.allocate(member, 10)
    keys = ["k1", "k2", "k3", "k1", "k3"]
    costs = [6, 6, 4, 6, 3]
    answers = world.spend(
        [Item("deduct", cost, key, member) for cost, key in zip(costs, keys, strict=True)]
    )
    assert [(row["outcome"], row["replayed"]) for row in answers] == [
        ("ok", False), ("refused", False), ("ok", False), ("ok", True), ("key_conflict", True),
    ]  # fmt: skip
    assert answers[1]["available_credits"] == 4
    assert world.figures(member, "U") == (10,)
    world.allocate(member, 100)
    again = world.deduct(member, 6, key="k2")
    assert (again["outcome"], again["available_credits"], again["replayed"]) == ("refused", 4, True)
    assert world.figures(member, "U") == (10,)
    assert world.differences() == []
