"""S1: deduct locked the allocation first and allocate the pool: they waited in a circle."""

from tests.concurrency.callers import Caller, at_once, no_deadlock, sqlstates
from tests.conftest import OwnerConnection
from tests.world import World, make_world

TURNS = 5
EACH = 50


def test_five_hundred_interleaved_allocations_and_captures_never_deadlock(
    owner: OwnerConnection, application_url: str
) -> None:
    world = make_world(owner)
    world.add(10_000)
    members = [world.member() for _ in range(TURNS)]
    holds = []
    for member in members:
        world.allocate(member, 10 * EACH, "never")
        holds += [world.hold(member, 10)["hold_id"] for _ in range(EACH)]
        # Every capture now gives the rest of its hold back to the pool, and so locks it.
        world.set_to(member, 0)

    def allocate(caller: World, turn: int) -> None:
        for number in range(EACH):
            caller.allocate(members[(turn + number) % TURNS], 1)

    def capture(caller: World, turn: int) -> None:
        for hold in holds[turn::TURNS]:
            caller.capture(hold, 3)

    callers: list[Caller] = []
    for turn in range(TURNS):
        callers.append(lambda caller, turn=turn: allocate(caller, turn))
        callers.append(lambda caller, turn=turn: capture(caller, turn))
    with no_deadlock(owner):
        answers = at_once(application_url, world, callers)
    assert sqlstates(answers) == []
    assert [world.figures(member, "TUH") for member in members] == [(50, 150, 0)] * TURNS
    assert world.differences() == []
