"""S10: credits for an inactive allocation left the pool, and nobody could use them."""

import psycopg
import pytest

from tests.conftest import OwnerConnection
from tests.world import World, make_world


@pytest.fixture
def company(owner: OwnerConnection) -> tuple[World, str]:
    world = make_world(owner)
    member = world.member()
    world.add(100)
    world.allocate(member, 50)
    world.deduct(member, 20)
    world.close(member)
    return world, member


@pytest.mark.parametrize("verb", ["allocate", "set"])
def test_credits_for_a_closed_allocation_reopen_it_and_can_be_spent(
    company: tuple[World, str], verb: str
) -> None:
    world, member = company
    assert world.pool() == (100, 20, 80, 20)
    (world.allocate if verb == "allocate" else world.set_to)(member, 30)
    assert world.pool() == (80, 30, 50, 0)
    assert world.figures(member, "AUTL") == (30, 0, 30, 20)
    assert world.allocation(member)["is_active"] is True
    assert world.allocation(member)["next_reset_at"] is not None
    assert world.deduct(member, 30)["outcome"] == "ok"
    assert world.differences() == []


def test_credits_that_cannot_be_used_are_refused_and_stay_in_the_pool(
    company: tuple[World, str],
) -> None:
    world, member = company
    owner = world.member("o", "owner")
    world.remove(member, owner)
    before = world.pool()
    for give in (world.allocate, world.set_to):
        with pytest.raises(psycopg.Error) as refused:
            give(member, 30)
        assert refused.value.sqlstate == "OB005"
    assert world.pool() == before


def test_it_is_closed_and_reopened_any_number_of_times_at_one_instant(
    owner: OwnerConnection,
) -> None:
    from datetime import UTC, datetime

    world = make_world(owner, datetime(2026, 3, 10, 9, tzinfo=UTC))
    member = world.member()
    world.add(100)
    for turn in range(1, 5):
        world.allocate(member, 30)
        world.deduct(member, 10)
        world.close(member)
        assert world.allocation(member)["period_number"] == turn
    assert world.figures(member, "AUL") == (10, 10, 30)
    assert world.differences() == []
