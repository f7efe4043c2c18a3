"""S11: without a pool row the UPDATE hit nothing, and the deduct reported success."""

import uuid
from collections.abc import Callable

import psycopg
import pytest

from tests.conftest import OwnerConnection
from tests.world import World, make_world


@pytest.fixture
def poolless(owner: OwnerConnection) -> tuple[World, str]:
    world = World(owner)
    owner.execute("insert into organizations (org_id, name) values (%s, 'No pool')", [world.org_id])
    world.subscribe()
    return world, world.member()


GIVE: list[Callable[[World, str], object]] = [
    lambda world, _: world.add(10),
    lambda world, member: world.allocate(member, 10),
    lambda world, member: world.set_to(member, 10),
    lambda world, _: world.pay(world.purchase(10)),
    lambda world, _: world.refund_pool(uuid.uuid4(), 10),
]


@pytest.mark.parametrize("give", GIVE)
def test_whatever_needs_the_pool_is_refused_and_leaves_nothing(
    poolless: tuple[World, str], give: Callable[[World, str], object]
) -> None:
    world, member = poolless
    with pytest.raises(psycopg.Error) as refused:
        give(world, member)
    assert refused.value.sqlstate == "OB004"
    for table in ("user_credit_allocations", "credit_transfers", "credit_lots"):
        assert world.rows(f"select 1 from {table} where org_id = %s", world.org_id) == []
    assert world.deduct(member, 1)["outcome"] == "refused"
    assert world.hold(member, 1)["outcome"] == "refused"
    assert world.differences() == []


def test_a_pool_does_not_go_missing(owner: OwnerConnection) -> None:
    world = make_world(owner)
    for table in ("organization_credit_pools", "user_credit_allocations"):
        with pytest.raises(psycopg.Error) as refused:
            owner.execute(f"delete from {table} where org_id = %s".encode(), [world.org_id])
        assert refused.value.sqlstate == "OB020"


def test_the_books_of_members_and_pool_agree_after_every_spend(owner: OwnerConnection) -> None:
    world = make_world(owner)
    members = [world.member() for _ in range(3)]
    world.add(100)
    for member in members:
        world.allocate(member, 30)
        world.deduct(member, 11)
        world.capture(world.hold(member, 10)["hold_id"], 7)
    assert world.pool() == (100, 90, 10, 54)
    assert world.differences() == []
