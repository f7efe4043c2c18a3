"""N2: concurrent requests overspend."""

import uuid

from tests.concurrency.callers import at_once, outcomes
from tests.conftest import OwnerConnection
from tests.world import Item, World, make_world

CALLERS = 100


def test_a_hundred_callers_on_one_balance_spend_no_more_than_it_has(
    owner: OwnerConnection, application_url: str
) -> None:
    world = make_world(owner)
    member = world.member()
    world.add(1_000)
    world.allocate(member, 250)

    def deduct(caller: World) -> object:
        return caller.deduct(member, 7)

    def hold_and_capture(caller: World) -> object:
        answer = caller.hold(member, 7)
        if answer["outcome"] == "ok":
            caller.capture(answer["hold_id"], 7)
        return answer

    answers = at_once(application_url, world, [deduct, hold_and_capture] * (CALLERS // 2))
    assert outcomes(answers).count("ok") == 250 // 7
    assert world.figures(member, "AUHR") == (250, 245, 0, 5)
    assert world.pool()[2] == 750
    assert world.differences() == []


def test_batches_of_a_hundred_callers_spend_no_more_than_the_balance_has(
    owner: OwnerConnection, application_url: str
) -> None:
    world = make_world(owner)
    members = [world.member() for _ in range(3)]
    world.add(300)
    for member in members:
        world.allocate(member, 100)

    def send(caller: World) -> list[str]:
        rows = caller.spend([Item("deduct", 3, uuid.uuid4().hex, member) for member in members * 3])
        return [row["outcome"] for row in rows]

    answers = at_once(application_url, world, [send] * 20)
    told = [outcome for answer in answers for outcome in answer]
    assert told.count("ok") == 3 * 33
    assert [world.figures(member, "UR") for member in members] == [(99, 1)] * 3
    assert world.differences() == []
