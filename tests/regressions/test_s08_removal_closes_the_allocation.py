"""S8: who had left still spent, and what they had not spent was lost to the pool."""

import psycopg
import pytest

from tests.concurrency.callers import at_once, sqlstates
from tests.conftest import OwnerConnection
from tests.world import World, make_world


@pytest.fixture
def company(owner: OwnerConnection) -> tuple[World, str, str]:
    world = make_world(owner)
    member, admin = world.member(), world.member("admin", "owner")
    world.add(100)
    world.allocate(member, 80)
    world.deduct(member, 30)
    return world, member, admin


def test_removal_closes_the_allocation_and_returns_the_rest(
    company: tuple[World, str, str],
) -> None:
    world, member, admin = company
    world.remove(member, admin)
    assert world.pool() == (100, 30, 70, 30)
    assert world.figures(member, "AUHTDR") == (30, 30, 0, 0, 0, 0)
    for spend in (world.deduct, world.hold):
        answer = spend(member, 1)
        assert (answer["outcome"], answer["blocked_by"]) == ("refused", "allocation")
    assert world.check(member, 1) == (False, 0, "allocation")
    with pytest.raises(psycopg.Error) as refused:
        world.allocate(member, 1)
    assert refused.value.sqlstate == "OB005"
    assert world.differences() == []


def test_what_is_held_when_a_member_leaves_comes_back_as_the_calls_end(
    company: tuple[World, str, str],
) -> None:
    world, member, admin = company
    first, second = (world.hold(member, 20)["hold_id"] for _ in range(2))
    world.remove(member, admin)
    assert (world.figures(member, "AUHR"), world.pool()[2]) == ((70, 30, 40, 0), 30)
    world.capture(first, 15)
    world.release(second)
    assert (world.figures(member, "AUHR"), world.pool()[2]) == ((45, 45, 0, 0), 55)
    assert world.differences() == []


def test_no_allocation_without_a_membership_even_when_both_change_at_once(
    company: tuple[World, str, str], application_url: str
) -> None:
    world, _, admin = company
    with pytest.raises(psycopg.errors.ForeignKeyViolation):
        world.connection.execute(
            "insert into user_credit_allocations (org_id, user_id) values (%s, %s)",
            [world.org_id, world.user()],
        )
    for _ in range(8):
        member = world.member()
        answers = at_once(
            application_url,
            world,
            [
                lambda caller, member=member: caller.allocate(member, 10),
                lambda caller, member=member: caller.remove(member, admin),
            ],
        )
        assert set(sqlstates(answers)) <= {"OB005"}
    row = world.one(
        """select count(*) as n from user_credit_allocations as a
           join organization_members as m on m.org_id = a.org_id and m.user_id = a.user_id
           where a.org_id = %s and a.is_active and m.status = 'removed'""",
        world.org_id,
    )
    assert row["n"] == 0
    assert world.differences() == []
