"""One statement may spend for several organizations: always in the order of their ids."""

import random
import uuid
from decimal import Decimal

import psycopg
import pytest

from tests.concurrency.crew import Caller, at_once, no_deadlock, sqlstates
from tests.conftest import OwnerConnection
from tests.world import Row, World, make_world

MANY = """select * from spend_credits_many(%s::uuid[], %s::int[], %s, %s, %s, %s::numeric[], %s,
    null, null, null, null, null, null, null, 600) order by ordinal"""


def companies(owner: OwnerConnection, count: int) -> list[tuple[World, list[str]]]:
    """Organizations by id, each with three members who have a hundred credits."""
    made = []
    for world in sorted((make_world(owner) for _ in range(count)), key=lambda world: world.org_id):
        world.add(300)
        members = world.members(3)
        world.allocate_each(members, 100, "never")
        made.append((world, members))
    return made


def spend(caller: World, chosen: list[tuple[World, list[str]]]) -> list[Row]:
    """Every member of these organizations spends a credit, in this order."""
    users = [member for _, members in chosen for member in members]
    return caller.rows(
        MANY,
        [world.org_id for world, _ in chosen],
        [3 * number for number in range(1, len(chosen) + 1)],
        ["deduct"] * len(users),
        [uuid.uuid4().hex for _ in users],
        users,
        [Decimal(1)] * len(users),
        ["llm"] * len(users),
    )


def test_statements_over_several_organizations_never_wait_in_a_circle(
    owner: OwnerConnection, application_url: str
) -> None:
    made = companies(owner, 6)

    def send(caller: World, seed: int) -> int:
        choice = random.Random(seed)
        spent = 0
        for _ in range(10):
            chosen = [company for company in made if choice.random() < 0.6]
            spent += sum(answer["outcome"] == "ok" for answer in spend(caller, chosen))
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


def test_any_other_order_is_refused(owner: OwnerConnection) -> None:
    first, second = companies(owner, 2)
    for wrong in ([second, first], [first, first]):
        with pytest.raises(psycopg.Error) as refused:
            spend(first[0], wrong)
        assert refused.value.sqlstate == "OB001"
    assert {answer["outcome"] for answer in spend(first[0], [first, second])} == {"ok"}
    assert spend(first[0], []) == []
