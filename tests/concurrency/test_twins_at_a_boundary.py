"""Who comes just before a boundary and who comes just after it wait for each other in one order."""

import threading
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.concurrency.callers import (
    Caller,
    Query,
    connect,
    in_background,
    no_deadlock,
    queue_up,
    sqlstates,
    wait_until_blocked_or_done,
)
from tests.conftest import OwnerConnection
from tests.world import Item, Row, World, make_world

BEFORE = datetime(2027, 3, 10, 23, 59, tzinfo=UTC)
AFTER = BEFORE + timedelta(minutes=2)
ALLOCATION = """select 1 from user_credit_allocations
    where org_id = %s and user_id = %s for update"""
SHARED = "select 1 from organizations where org_id = %s for share"
ORGANIZATION = "select 1 from organizations where org_id = %s for update"
POOL = "select 1 from organization_credit_pools where org_id = %s for update"
BEGIN = "select begin_subscription_change(%s, 'twin', %s, %s) as answer"
KEEP = "select keep_response(%s, 'twin', %s)"
TO_HYBRID, KEPT = '{"subscription_plan": "hybrid"}', '{"new_plan": "hybrid"}'


@dataclass
class Midnight:
    """Two members, by id, of whom the second, or both, have a reset at midnight."""

    world: World
    first: str
    last: str
    urls: tuple[str, str]

    def meet(self, row: Query, callers: Sequence[Caller]) -> list[Any]:
        """Let callers come one after another while somebody holds a row."""
        owner = self.world.connection
        with no_deadlock(owner):
            answers = queue_up(owner, self.urls, self.world, row, callers)
        assert sqlstates(answers) == []
        assert self.world.differences() == []
        return answers

    def held(self, user: str) -> Query:
        return ALLOCATION, self.world.org_id, user

    def pool(self) -> Query:
        return POOL, self.world.org_id


def make_midnight(owner: OwnerConnection, urls: tuple[str, str]) -> Midnight:
    """Two members of whom each has used some."""
    world = make_world(owner, BEFORE - timedelta(hours=9))
    world.add(1_000)
    first, last = world.members(2)
    world.allocate(first, 100, "never")
    world.allocate(last, 100, "daily")
    for member in (first, last):
        world.deduct(member, 30)
    return Midnight(world, first, last, urls)


@pytest.fixture
def midnight(owner: OwnerConnection, owner_url: str, application_url: str) -> Midnight:
    return make_midnight(owner, (owner_url, application_url))


def at(now: datetime, caller: World) -> World:
    return replace(caller, now=now)


def in_sql(now: datetime, user: str, key: str) -> Caller:
    return lambda caller: at(now, caller).deduct(user, 20, key)


def by_engine(now: datetime, user: str, key: str) -> Caller:
    """The engine's own statement: it settles nothing."""

    def deduct(caller: World) -> Row:
        [row] = at(now, caller).spend_once([(caller.org_id, Item("deduct", 20, key, user))])
        return row

    return deduct


def batch(now: datetime, users: Sequence[str], keys: Sequence[str]) -> Caller:
    items = [Item("deduct", 20, key, user) for key, user in zip(keys, users, strict=True)]
    return lambda caller: at(now, caller).spend(items)


def change_plan(caller: World, now: datetime) -> Any:
    """What was answered to a change before; the first is answered in its transaction."""
    with caller.connection.transaction():
        answer = caller.one(BEGIN, caller.org_id, TO_HYBRID, now)["answer"]
        if answer is None:
            caller.one(KEEP, caller.org_id, KEPT)
        return answer


def allocate(now: datetime, user: str, key: str | None = None) -> Caller:
    return lambda caller: at(now, caller).allocate(user, 50, key=key)


@pytest.mark.parametrize("order", [(BEFORE, AFTER), (AFTER, BEFORE)])
def test_an_allocation_asked_for_twice_around_a_boundary_is_made_once(
    midnight: Midnight, order: tuple[datetime, datetime]
) -> None:
    callers = [allocate(now, midnight.first, "twin") for now in order]
    one, two = midnight.meet(midnight.pool(), callers)
    assert one == two
    assert midnight.world.figures(midnight.first, "AT") == (150, 150)


@pytest.mark.parametrize("after_first", [True, False])
def test_a_deduct_of_sql_and_its_twin_of_the_engine_spend_once(
    midnight: Midnight, after_first: bool
) -> None:
    world, first, last = midnight.world, midnight.first, midnight.last
    world.set_to(first, 100, "daily")
    callers = [in_sql(AFTER, first, "twin"), by_engine(BEFORE, first, "twin")]
    # Who settles has the first member's allocation and waits for the last one's.
    one, two = midnight.meet(midnight.held(last), callers if after_first else callers[::-1])
    assert [one["replayed"], two["replayed"]] == [False, True]
    assert (one["outcome"], one["usage_id"]) == (two["outcome"], two["usage_id"]) != (None, None)
    # Before the boundary what was spent rolls with the rest, after it it is the first of the day.
    assert world.figures(first, "UL") == ((20, 30) if after_first else (0, 50))


def test_twin_batches_around_a_boundary_spend_once(midnight: Midnight) -> None:
    users = [midnight.last, midnight.first]
    keys = [uuid.uuid4().hex for _ in users]
    callers = [batch(AFTER, users, keys), batch(BEFORE, users, keys)]
    one, two = midnight.meet(midnight.held(midnight.last), callers)
    assert [answer["usage_id"] for answer in one] == [answer["usage_id"] for answer in two]
    # Who settled first need not be the first to spend.
    for mine, other in zip(one, two, strict=True):
        assert sorted([mine["replayed"], other["replayed"]]) == [False, True]


def test_who_settles_others_first_has_its_own_member_before_them(midnight: Midnight) -> None:
    users = [midnight.first, midnight.last]
    keys = [uuid.uuid4().hex for _ in users]
    callers = [allocate(AFTER, midnight.first), batch(BEFORE, users, keys)]
    allocated, spent = midnight.meet(midnight.pool(), callers)
    assert allocated["allocated_credits"] == 150
    assert {answer["outcome"] for answer in spent} <= {"ok", "due"}


def test_who_settles_others_first_has_its_own_member_before_the_pool(midnight: Midnight) -> None:
    world, first = midnight.world, midnight.first
    hold_id = world.hold(first, 60, ttl_s=86_400)["hold_id"]
    world.set_to(first, 10)
    callers: list[Caller] = [
        # What it gives back lies above the target and goes to the pool.
        lambda caller: at(BEFORE, caller).release(hold_id),
        allocate(AFTER, first),
    ]
    released, allocated = midnight.meet(midnight.held(first), callers)
    assert (released["outcome"], allocated["allocated_credits"]) == ("ok", 60)


def test_of_two_removals_at_once_none_waits_for_the_others_share(midnight: Midnight) -> None:
    admin = midnight.world.system_admin()
    callers: list[Caller] = [
        lambda caller, user=user: at(BEFORE, caller).remove(user, admin)
        for user in (midnight.first, midnight.last)
    ]
    midnight.meet((SHARED, midnight.world.org_id), callers)
    assert midnight.world.pool()[:2] == (1000, 60)


# Verbs that claim a request key: every one has its organization before the key.
KEYED: dict[str, Callable[[datetime, str], Caller]] = {
    "allocate": lambda now, user: allocate(now, user, "twin"),
    "set": lambda now, user: lambda caller: at(now, caller).set_to(user, 50, key="twin"),
    "reclaim": lambda now, user: lambda caller: at(now, caller).reclaim(user, 5, "twin"),
    "transfer": lambda now, user: lambda caller: at(now, caller).transfer(
        user, caller.colleague_of(user), 5, "twin"
    ),
    "add": lambda now, _: lambda caller: at(now, caller).add(5, key="twin"),
    "purchase": lambda now, _: lambda caller: at(now, caller).purchase(5, "twin"),
    "ask for more": lambda now, user: lambda caller: caller.one(
        "select request_credits(%s, %s, 5, 'more', 'twin', %s)", caller.org_id, user, now
    ),
    "free usage": lambda now, user: lambda caller: caller.one(
        "select record_free_usage(%s, %s, 'twin', 'llm', 'gpt', '{}', null, %s)",
        caller.org_id, user, now,
    ),
    "change": lambda now, _: lambda caller: change_plan(caller, now),
    "deduct": lambda now, user: in_sql(now, user, "twin"),
}  # fmt: skip


@pytest.mark.parametrize("verb", KEYED)
def test_twins_of_one_key_wait_for_each_other_in_one_order(midnight: Midnight, verb: str) -> None:
    twins = [KEYED[verb](now, midnight.first) for now in (AFTER, BEFORE)]
    # Who settles waits for the organization first; the twin that came before midnight, after it.
    midnight.meet((ORGANIZATION, midnight.world.org_id), twins)


def test_a_change_of_plan_has_its_organization_before_its_key(
    midnight: Midnight, application_url: str
) -> None:
    world = midnight.world
    started = threading.Event()

    def twin(caller: World) -> Any:
        assert started.wait(60)
        return change_plan(caller, AFTER)

    with (
        no_deadlock(world.connection),
        connect(application_url) as connection,
        in_background(application_url, world, twin) as (pid, answer),
    ):
        with connection.transaction():
            connection.execute(BEGIN, [world.org_id, TO_HYBRID, BEFORE])
            started.set()
            wait_until_blocked_or_done(world.connection, pid, answer)
            connection.execute(
                "select change_subscription(%s, 'hybrid', 'monthly', 'admin', %s)",
                [world.org_id, BEFORE],
            )
            connection.execute(KEEP, [world.org_id, KEPT])
        assert answer.result(60) == {"new_plan": "hybrid"}
