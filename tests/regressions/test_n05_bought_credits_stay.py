"""N5: bought credits vanish at a reset or when the plan changes."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.conftest import OwnerConnection
from tests.world import World, make_world

START = datetime(2026, 3, 10, 9, tzinfo=UTC)
CHANGE = "select * from change_subscription(%s, %s, %s, null, %s)"
CANCEL = "select * from cancel_subscription(%s, %s, null, %s)"
CREATE = "select * from create_subscription(%s, %s, %s, 0, null, %s)"


@pytest.fixture
def company(owner: OwnerConnection) -> tuple[World, str]:
    world = make_world(owner, START, subscribed=False)
    world.one(CREATE, world.org_id, "platform", "monthly", START)
    # What is owed would keep the next subscription from spending.
    world.one("select * from mark_subscription_active(%s, null, %s)", world.org_id, START)
    member = world.member()
    world.pay(world.purchase(1_000))
    world.allocate(member, 200, "monthly")
    world.deduct(member, 50)
    return world, member


def in_all(world: World) -> object:
    """What the organization has left, wherever it lies."""
    total, _, _, used = world.pool()
    return total - used


def later(world: World, days: int) -> None:
    world.now = START + timedelta(days=days)
    world.settle()


def test_a_reset_leaves_what_was_bought(company: tuple[World, str]) -> None:
    world, member = company
    for days in (31, 62, 400):
        later(world, days)
        assert in_all(world) == 950
    assert (world.figures(member, "AU"), world.pool()[2]) == ((200, 0), 750)
    assert world.differences() == []


@pytest.mark.parametrize("plan", ["hybrid", "byok"], ids=["upgrade", "downgrade"])
@pytest.mark.parametrize("cycle", ["monthly", "yearly"])
def test_a_change_of_plan_leaves_what_was_bought(
    company: tuple[World, str], plan: str, cycle: str
) -> None:
    world, member = company
    world.one(CHANGE, world.org_id, plan, cycle, START)
    assert in_all(world) == 950
    later(world, 40)
    assert in_all(world) == 950
    assert world.figures(member, "A") == (200,)
    assert world.differences() == []


@pytest.mark.parametrize("at", ["now", "period_end"])
def test_a_cancellation_leaves_what_was_bought_for_the_next_subscription(
    company: tuple[World, str], at: str
) -> None:
    world, member = company
    world.one(CANCEL, world.org_id, at, START)
    later(world, 40)
    assert in_all(world) == 950
    assert world.deduct(member, 1)["blocked_by"] == "subscription"
    world.one(CREATE, world.org_id, "byok", "monthly", world.now)
    assert in_all(world) == 950
    assert world.deduct(member, 150)["outcome"] == "ok"
    assert world.differences() == []
