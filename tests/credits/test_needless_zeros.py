"""An amount is the same amount with zeros behind it: in every way of every verb."""

import uuid
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from tests.conftest import OwnerConnection
from tests.world import Item, World, make_world

START = datetime(2027, 3, 30, 12, tzinfo=UTC)
ONE = Decimal("1.0000000000")
HALF = Decimal("0.50000000")


@pytest.fixture
def member(owner: OwnerConnection) -> tuple[World, str]:
    world = make_world(owner, START)
    world.add(1000)
    member = world.member()
    world.allocate(member, 100, "monthly")
    return world, member


@pytest.mark.parametrize("neighbours", [0, 1, 20])
@pytest.mark.parametrize("closely", [False, True])
def test_every_way_takes_it(member: tuple[World, str], neighbours: int, *, closely: bool) -> None:
    world, user_id = member
    held = [world.hold(user_id, ONE)["hold_id"] for _ in range(2)]
    items = [
        Item("deduct", ONE, uuid.uuid4().hex, user_id),
        Item("reserve", HALF, uuid.uuid4().hex, user_id),
        Item("capture", HALF, hold_id=held[0]),
        Item("capture", ONE, hold_id=held[1]),
    ]
    for item in items:
        others = [Item("deduct", 1, uuid.uuid4().hex, user_id) for _ in range(neighbours)]
        answers = world.spend([item, *others], closely=closely)
        assert {answer["outcome"] for answer in answers} == {"ok"}
        assert answers[0]["credits"] == item.credits


def test_for_who_speaks_sql(member: tuple[World, str]) -> None:
    world, user_id = member
    assert world.deduct(user_id, ONE)["outcome"] == "ok"
    hold = world.hold(user_id, ONE)
    assert world.capture(hold["hold_id"], HALF)["outcome"] == "ok"


@pytest.mark.parametrize("neighbours", [0, 1, 20])
@pytest.mark.parametrize("verb", ["deduct", "reserve", "capture"])
def test_what_is_undone_leaves_none(member: tuple[World, str], verb: str, neighbours: int) -> None:
    world, user_id = member
    held = world.hold(user_id, ONE, ttl_s=86400)["hold_id"]
    before = world.figures(user_id, "UH")
    if verb == "capture":
        # A suspension closes no gate for it.
        item = Item("capture", HALF, hold_id=held)
        world.now = START + timedelta(days=40)
    else:
        item = Item(verb, ONE, uuid.uuid4().hex, user_id)
        world.switch(False)
    others = [Item("deduct", HALF, uuid.uuid4().hex, user_id) for _ in range(neighbours)]
    answers = world.spend_once((world.org_id, one) for one in [item, *others])
    assert "ok" not in {answer["outcome"] for answer in answers}
    assert world.figures(user_id, "UH") == before
    assert world.differences() == []
