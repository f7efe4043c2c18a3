"""However many spend with one key at once, what its budget gives is given, and not more."""

import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.concurrency.callers import at_once, in_background, no_deadlock, outcomes
from tests.conftest import OwnerConnection
from tests.restrictions import make_key, restrict, rules_of
from tests.world import Item, Row, World, make_world

NOON = datetime(2040, 5, 16, 12, tzinfo=UTC)
CALLERS = 60
FIT = 25
MEMBERS = 6
Act = Callable[[World], object]


def company(owner: OwnerConnection) -> tuple[World, list[str]]:
    world = make_world(owner, now=NOON)
    world.add(1_000_000)
    members = [world.member() for _ in range(MEMBERS)]
    for member in members:
        world.allocate(member, 10_000, "never")
    return world, members


def spend(
    world: World, verb: str, member: str, key: str, credits: int = 10, closely: bool = False,
    **more: Any,
) -> Row:  # fmt: skip
    item = Item(verb, credits, uuid.uuid4().hex, member, credential_id=key, **more)
    return world.spend([item], closely=closely)[0]


@contextmanager
def going_on(url: str, world: World, acts: list[Act]) -> Iterator[None]:
    """Each act again and again beside the test; an error of one is the test's."""
    over = threading.Event()

    def repeat(act: Act) -> Callable[[World], int]:
        def run(caller: World) -> int:
            count = 0
            while not over.is_set():
                act(caller)
                count += 1
            return count

        return run

    with ExitStack() as stack:
        running = [stack.enter_context(in_background(url, world, repeat(act)))[1] for act in acts]
        try:
            yield
        finally:
            over.set()
        counts = [future.result(60) for future in running]
    assert all(isinstance(count, int) and count > 0 for count in counts), counts


def meanwhile(world: World, members: list[str], key: str, limits: str) -> list[Act]:
    """What else goes on: refunds, sweeps and rules, none of which changes what the budget gives."""
    other = make_key(world)
    restrict(world, "key", other, limits=[("credits", "month", 100_000)])
    usages = [spend(world, "deduct", member, other, 900)["usage_id"] for member in members]
    for member in members:
        for _ in range(20):
            spend(world, "reserve", member, other, 1, ttl_s=1)
    admin = world.system_admin()
    later = NOON + timedelta(minutes=1)
    turns = iter(range(10**9))

    def refund(caller: World) -> None:
        caller.refund_usage(usages[next(turns) % MEMBERS], 1)

    def sweep(caller: World) -> None:
        caller.rows("select settle_due(%s, %s)", world.org_id, later)

    def change(caller: World) -> None:
        tag = f"t{next(turns)}"
        org_id = str(world.org_id)
        for kind, subject, which in (
            ("key", key, limits), ("member", members[0], "[]"), ("organization", org_id, "[]"),
        ):  # fmt: skip
            caller.rows(
                """select set_spending_rules(
                       %s, %s, %s, %s, p_tags => %s, p_limits => %s, p_now => %s)""",
                world.org_id, kind, subject, admin, [tag], which, NOON,
            )  # fmt: skip

    return [refund, sweep, change]


@pytest.mark.parametrize("closely", [False, True])
@pytest.mark.parametrize("verb", ["deduct", "reserve"])
def test_of_sixty_who_spend_with_one_key_as_many_succeed_as_its_budget_gives(
    owner: OwnerConnection, application_url: str, verb: str, closely: bool
) -> None:
    world, members = company(owner)
    key = make_key(world)
    limits = '[{"unit": "credits", "period": "month", "limit": 254}]'
    restrict(world, "key", key, limits=[("credits", "month", 254)])
    acts = meanwhile(world, members, key, limits)
    callers = [
        lambda caller, n=n: spend(caller, verb, members[n % MEMBERS], key, closely=closely)
        for n in range(CALLERS)
    ]
    with no_deadlock(owner), going_on(application_url, world, acts):
        answers = at_once(application_url, world, callers)
    assert sorted(outcomes(answers)) == ["ok"] * FIT + ["refused"] * (CALLERS - FIT)
    assert {answer["blocked_by"] for answer in answers} == {None, "budget"}
    [limit] = rules_of(world, "key", key)["limits"]
    used, held = (250, 0) if verb == "deduct" else (0, 250)
    assert (limit["used_credits"], limit["held_credits"]) == (used, held)
    assert world.differences() == []


def test_of_sixty_requests_at_once_a_rate_lets_through_what_it_says(
    owner: OwnerConnection, application_url: str
) -> None:
    world, members = company(owner)
    key = make_key(world)
    restrict(world, "key", key, limits=[("requests", "minute", FIT)])

    def call(caller: World, number: int) -> Any:
        member = members[number % MEMBERS]
        if number % 2:
            return spend(caller, "deduct", member, key)["outcome"]
        row = caller.one(
            "select begin_free_call(%s, %s, %s, 10, %s) as limit", world.org_id, member, key, NOON
        )
        return "ok" if row["limit"] is None else "rate_limited"

    callers = [lambda caller, n=n: call(caller, n) for n in range(CALLERS)]
    with no_deadlock(owner):
        answers = at_once(application_url, world, callers)
    assert sorted(answers) == ["ok"] * FIT + ["rate_limited"] * (CALLERS - FIT)
    assert world.differences() == []
