"""One statement may spend for several organizations, named in any order: they never deadlock."""

import random
import uuid

import pytest

from tests.concurrency.callers import Caller, at_once, no_deadlock, sqlstates
from tests.conftest import OwnerConnection
from tests.world import Item, Row, World, make_world

# The third member may have nothing left: refused, or looked at closely by whoever asks again.
OUTCOMES = {True: {"ok", "refused"}, False: {"ok", "untried"}}


def companies(owner: OwnerConnection, count: int) -> list[tuple[World, list[str]]]:
    """Organizations by id, each with three members who have a hundred credits."""
    made = []
    for world in sorted((make_world(owner) for _ in range(count)), key=lambda world: world.org_id):
        world.add(300)
        members = world.members(3)
        world.allocate_each(members, 100, "never")
        made.append((world, members))
    return made


def spend(caller: World, chosen: list[tuple[World, list[str]]], closely: bool) -> list[Row]:
    """Every member of these organizations spends a credit, in this order, in one statement."""
    spends = [
        (world.org_id, Item("deduct", 1, uuid.uuid4().hex, member))
        for world, members in chosen
        for member in members
    ]
    return caller.spend_once(spends, closely=closely)


def test_statements_over_several_organizations_never_wait_in_a_circle(
    owner: OwnerConnection, application_url: str
) -> None:
    made = companies(owner, 6)

    def send(caller: World, seed: int) -> int:
        choice = random.Random(seed)
        spent = 0
        for _ in range(10):
            chosen = [company for company in made if choice.random() < 0.6]
            choice.shuffle(chosen)
            for closely in (True, False):
                answers = spend(caller, chosen, closely)
                spent += sum(answer["outcome"] == "ok" for answer in answers)
                assert {answer["outcome"] for answer in answers} <= OUTCOMES[closely]
            world, members = choice.choice(made)
            caller.connection.execute(
                "select close_allocation(%s, %s, 'admin', 'test')", [world.org_id, members[2]]
            )
        return spent

    callers: list[Caller] = [lambda caller, seed=seed: send(caller, seed) for seed in range(8)]
    with no_deadlock(owner):
        answers = at_once(application_url, made[0][0], callers)
    assert sqlstates(answers) == []
    assert sum(answers) == sum(world.pool()[3] for world, _ in made)
    assert [world.differences() for world, _ in made] == [[]] * 6


@pytest.mark.parametrize("closely", [True, False])
def test_in_any_order_each_item_has_its_own_answer(owner: OwnerConnection, closely: bool) -> None:
    first, second = companies(owner, 2)
    for chosen in ([first, second], [second, first], [second, first, second]):
        answers = spend(first[0], chosen, closely)
        places = list(range(1, 3 * len(chosen) + 1))
        assert [answer["ordinal"] for answer in answers] == places
        assert {answer["outcome"] for answer in answers} == {"ok"}
    assert [world.pool()[3] for world, _ in (first, second)] == [9, 12]
    assert spend(first[0], [], closely) == []
    assert [world.differences() for world, _ in (first, second)] == [[], []]
