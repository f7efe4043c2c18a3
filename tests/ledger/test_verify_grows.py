"""Verification takes time in proportion to its rows, also where one member has most of them."""

import time
import uuid

import pytest

from tests.conftest import OwnerConnection
from tests.world import Item, make_world

FEW, TIMES = 1_000, 4
WORTH_A_LOOK_S = 0.1


def spend_one_by_one(owner: OwnerConnection, count: int) -> None:
    """One member's spends, as fast as they go, each at an instant of its own."""
    world = make_world(owner)
    world.add(2 * count)
    member = world.member()
    world.allocate(member, 2 * count, "never")
    for number in range(count):
        world.spend_once([(world.org_id, Item("deduct", 1, uuid.uuid4().hex, member))])
        if number % 10 == 0:
            world.hold(member, 1)


def seconds_of(owner: OwnerConnection) -> dict[str, float]:
    """How long each check takes, the better of two times."""
    names = owner.execute(
        """select p.proname as name from pg_proc as p
           where p.pronamespace = 'public'::regnamespace and p.proname like 'verify\\_c%'"""
    ).fetchall()
    took = {}
    for name in (row["name"] for row in names):
        times = []
        for _ in range(2):
            began = time.perf_counter()
            assert owner.execute(f"select * from {name}()".encode()).fetchall() == []
            times.append(time.perf_counter() - began)
        took[name] = min(times)
    return took


@pytest.mark.slow
@pytest.mark.speed
def test_four_times_as_many_rows_of_one_member_take_about_four_times_as_long(
    fresh_owner: OwnerConnection,
) -> None:
    spend_one_by_one(fresh_owner, FEW)
    few = seconds_of(fresh_owner)
    spend_one_by_one(fresh_owner, FEW * (TIMES - 1))
    many = seconds_of(fresh_owner)
    # Quadratic would be about ten: the second member alone has nine times the pairs of the first.
    grown = {
        name: (few[name], many[name])
        for name in many
        if many[name] > WORTH_A_LOOK_S and many[name] > 2 * TIMES * few[name]
    }
    assert grown == {}
