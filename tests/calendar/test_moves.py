"""A next boundary is moved by hand: in bounds, with a reason, and no credits move with it."""

from datetime import UTC, date, datetime, timedelta

import psycopg
import pytest

from tests.conftest import OwnerConnection
from tests.world import World, make_world

START = datetime(2026, 3, 10, 9, tzinfo=UTC)
KINDS = ("planned_end", "reset", "own_grant")
AFTER = datetime(2026, 5, 10, tzinfo=UTC)


def company(owner: OwnerConnection) -> tuple[World, str]:
    """A term, a reset and an own grant, all with their next boundary on 10 April."""
    world = make_world(owner, START, subscribed=False)
    owner.execute(
        "select create_subscription(%s, 'platform', 'monthly', 0, 'test', %s)",
        [world.org_id, START],
    )
    world.grant_monthly(50)
    member = world.member()
    world.add(100)
    world.allocate(member, 100, "monthly")
    world.deduct(member, 60)
    return world, member


def move(world: World, kind: str, member: str, to: datetime, reason: str = "asked for") -> None:
    world.one(
        "select move_boundary(%s, %s, %s, %s, 'root', %s, %s)",
        world.org_id, kind, member if kind == "reset" else None, to, reason, world.now,
    )  # fmt: skip


def next_of(world: World, kind: str) -> datetime:
    at: datetime = world.one(
        """select t.planned_end_at as planned_end, a.next_reset_at as reset,
           p.next_own_grant_at as own_grant
           from organization_credit_pools as p
           inner join user_credit_allocations as a on a.org_id = p.org_id
           inner join subscription_terms as t on t.org_id = p.org_id and t.ended_at is null
           where p.org_id = %s""",
        world.org_id,
    )[kind]
    return at


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("to", [datetime(2026, 3, 25, 14, tzinfo=UTC), AFTER - timedelta(hours=10)])
def test_it_comes_when_it_was_moved_to_and_the_one_after_it_on_its_own_date(
    owner: OwnerConnection, kind: str, to: datetime
) -> None:
    world, member = company(owner)
    before = world.pool()
    move(world, kind, member, to)
    assert world.pool() == before
    assert next_of(world, kind) == to
    [row] = world.rows("select * from calendar_moves where org_id = %s", world.org_id)
    assert (row["kind"], row["old_at"], row["new_at"], row["actor_id"], row["reason"]) == (
        kind, datetime(2026, 4, 10, tzinfo=UTC), to, "root", "asked for",
    )  # fmt: skip
    world.now = to - timedelta(microseconds=1)
    world.settle()
    assert next_of(world, kind) == to
    world.now = to
    world.settle()
    assert next_of(world, kind) == AFTER
    assert world.differences() == []


@pytest.mark.parametrize("kind", KINDS)
def test_it_moves_no_further_than_from_now_to_the_one_after_it(
    owner: OwnerConnection, kind: str
) -> None:
    world, member = company(owner)
    moment = timedelta(microseconds=1)
    for to in (START - moment, AFTER + moment, None):
        with pytest.raises(psycopg.Error) as refused:
            move(world, kind, member, to)  # type: ignore[arg-type]
        assert refused.value.sqlstate == "OB001"
    with pytest.raises(psycopg.Error) as unexplained:
        move(world, kind, member, AFTER, " ")
    assert unexplained.value.sqlstate == "OB001"
    assert next_of(world, kind) == datetime(2026, 4, 10, tzinfo=UTC)
    assert world.rows("select * from calendar_moves where org_id = %s", world.org_id) == []


def test_what_is_moved_to_now_happens_at_once(owner: OwnerConnection) -> None:
    world, member = company(owner)
    world.now = START + timedelta(days=1)
    for kind in KINDS:
        move(world, kind, member, world.now)
    assert world.figures(member, "AU") == (90, 0)
    terms = world.rows(
        "select * from subscription_terms where org_id = %s order by term_number", world.org_id
    )
    assert [term["starts_at"] for term in terms] == [START, world.now]
    [reset] = world.rows("select * from credit_resets where org_id = %s", world.org_id)
    assert (reset["boundary_date"], reset["period_end"]) == (date(2026, 4, 10), world.now)
    assert world.differences() == []


def test_only_what_is_planned_can_be_moved(owner: OwnerConnection) -> None:
    world = make_world(owner, START, subscribed=False)
    for kind in (*KINDS, "birthday"):
        with pytest.raises(psycopg.Error) as refused:
            move(world, kind, "nobody", START + timedelta(days=1))
        assert refused.value.sqlstate == "OB017"


def test_an_end_that_was_moved_near_the_start_survives_a_move_of_the_zone(
    owner: OwnerConnection,
) -> None:
    began = datetime(2026, 3, 10, 10, tzinfo=UTC)
    world = make_world(owner, began, subscribed=False)
    world.one(
        "select * from create_subscription(%s, 'platform', 'monthly', 0, 'root', %s)",
        world.org_id, began,
    )  # fmt: skip
    world.one(
        "select move_boundary(%s, 'planned_end', null, %s, 'root', 'a test', %s)",
        world.org_id, began + timedelta(hours=2), began,
    )  # fmt: skip
    world.now = began + timedelta(hours=1)
    world.move("Asia/Tokyo")
    # Its date began before the term: the end happens at the move.
    terms = world.rows(
        "select starts_at from subscription_terms where org_id = %s order by term_number",
        world.org_id,
    )
    assert [term["starts_at"] for term in terms] == [began, world.now]
    assert world.differences() == []
