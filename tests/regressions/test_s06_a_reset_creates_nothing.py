"""S6: a reset set "used" to zero without drawing on the pool: of 100 bought, 300 were spent."""

from datetime import UTC, datetime, timedelta

from tests.conftest import OwnerConnection
from tests.world import make_world

START = datetime(2026, 3, 10, 9, tzinfo=UTC)


def test_of_a_hundred_bought_a_hundred_are_spent_however_many_resets_there_are(
    owner: OwnerConnection,
) -> None:
    world = make_world(owner, START)
    member = world.member()
    world.add(100, "0.10")
    world.allocate(member, 40, "daily")
    spent = 0
    for day in range(6):
        world.now = START + timedelta(days=day)
        while world.deduct(member, 10)["outcome"] == "ok":
            spent += 10
    assert spent == 100
    assert world.pool() == (0, 0, 0, 0)
    # What the pool could not give is still owed, and the next purchase pays it.
    assert world.figures(member, "AUTDL") == (0, 0, 40, 40, 100)
    world.add(15)
    assert world.figures(member, "AUD") == (15, 0, 25)
    assert world.differences() == []
