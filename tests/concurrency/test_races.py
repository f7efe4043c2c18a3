"""Two who want the same thing at the same moment: the order decides, and nobody is lost."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tests.concurrency.callers import (
    Caller,
    at_once,
    connect,
    in_background,
    no_deadlock,
    outcomes,
    queue_up,
    sqlstates,
    wait_until_blocked_or_done,
)
from tests.conftest import OwnerConnection
from tests.world import Item, World, make_world

START = datetime(2026, 3, 10, 9, tzinfo=UTC)
ALLOCATION = """select 1 from user_credit_allocations where org_id = %s and user_id = %s
    for no key update"""


def remove(admin: str, member: str) -> Callable[[World], object]:
    return lambda caller: caller.remove(member, admin)


def test_two_first_grants_to_one_member_both_land(
    owner: OwnerConnection, application_url: str
) -> None:
    for _ in range(10):
        world = make_world(owner)
        member = world.member()
        world.add(100)
        answers = at_once(
            application_url,
            world,
            [lambda caller: caller.add(5)] * 2
            + [lambda caller, member=member: caller.allocate(member, 30)] * 2,
        )
        assert sqlstates(answers) == []
        assert (world.figures(member, "AT"), world.pool()[2]) == ((60, 60), 50)
        assert world.differences() == []


def test_whoever_is_removed_while_credits_are_allocated_keeps_no_active_allocation(
    owner: OwnerConnection, application_url: str
) -> None:
    world = make_world(owner)
    admin = world.system_admin()
    world.add(1_000)
    for _ in range(15):
        member = world.member()
        world.allocate(member, 10)
        answers = at_once(
            application_url,
            world,
            [
                lambda caller, member=member: caller.allocate(member, 20),
                remove(admin, member),
                lambda caller, member=member: caller.set_to(member, 5),
            ],
        )
        assert set(sqlstates(answers)) <= {"OB005"}
        row = world.allocation(member)
        assert (row["is_active"], row["allocated_credits"]) == (False, 0)
    assert world.pool() == (1_000, 0, 1_000, 0)
    assert world.differences() == []


@pytest.mark.parametrize("closely", [False, True])
def test_removing_a_member_and_spending_with_their_key_never_wait_for_each_other(
    owner: OwnerConnection, application_url: str, owner_url: str, closely: bool
) -> None:
    world = make_world(owner)
    member, admin = world.member(), world.system_admin()
    world.add(100)
    world.allocate(member, 100)
    secret = hashlib.sha256(member.encode()).digest()
    world.one(
        "select create_api_key(%s, 'member', %s, 'key', %s, 'ob_', null, %s)",
        world.org_id, member, secret, member,
    )  # fmt: skip

    def spend(caller: World) -> object:
        item = Item("deduct", 1, "k", member, credential_hash=secret)
        return caller.spend_once([(caller.org_id, item)], closely=closely)

    row = (ALLOCATION, world.org_id, member)
    with no_deadlock(owner):
        answers = queue_up(
            owner, (owner_url, application_url), world, row, [remove(admin, member), spend]
        )
    assert sqlstates(answers) == []
    assert world.allocation(member)["is_active"] is False
    assert world.differences() == []


def test_two_removals_at_once_never_wait_for_each_other(
    owner: OwnerConnection, application_url: str, owner_url: str
) -> None:
    world = make_world(owner)
    members, admin = [world.member() for _ in range(2)], world.system_admin()
    world.add(100)
    for member in members:
        world.allocate(member, 50)
    row = ("select 1 from organizations where org_id = %s for share", world.org_id)
    callers = [remove(admin, member) for member in members]
    with no_deadlock(owner):
        answers = queue_up(owner, (owner_url, application_url), world, row, callers)
    assert sqlstates(answers) == []
    assert world.pool() == (100, 0, 100, 0)
    assert world.differences() == []


def test_a_move_to_another_zone_and_a_reclaim_never_wait_for_each_other(
    owner: OwnerConnection, application_url: str, owner_url: str
) -> None:
    world = make_world(owner, START)
    first, second = sorted(world.member() for _ in range(2))
    world.add(100)
    for member in (first, second):
        world.allocate(member, 50)
    row = (ALLOCATION, world.org_id, first)
    callers: list[Caller] = [
        lambda caller: caller.move("Pacific/Auckland"),
        lambda caller: caller.reclaim(second, 5),
    ]
    with no_deadlock(owner):
        answers = queue_up(owner, (owner_url, application_url), world, row, callers)
    assert sqlstates(answers) == []
    assert (world.figures(second, "A"), world.pool()[2]) == ((45,), 5)
    assert world.differences() == []


def test_a_transfer_loses_no_spend_of_whoever_gives(
    owner: OwnerConnection, application_url: str
) -> None:
    world = make_world(owner, START)
    giver, receiver = world.member(), world.member()
    world.add(200)
    for member in (giver, receiver):
        world.allocate(member, 100, "never")
    with connect(application_url) as connection:
        connection.execute("begin")
        replace(world, connection=connection).deduct(giver, 30)
        transfer = in_background(
            application_url, world, lambda caller: caller.transfer(giver, receiver, 10)
        )
        with transfer as (pid, answer):
            wait_until_blocked_or_done(owner, pid, answer)
            connection.execute("commit")
            assert answer.result()["credits"] == 10
    assert world.figures(giver, "AU") == (90, 30)
    assert world.differences() == []


def test_a_verb_that_settles_and_a_spend_of_before_never_wait_for_each_other(
    owner: OwnerConnection, application_url: str, owner_url: str
) -> None:
    world = make_world(owner, START)
    first, second = sorted(world.member() for _ in range(2))
    world.add(200)
    world.allocate(first, 100, "daily")
    world.deduct(first, 10)
    world.allocate(second, 100, "never")
    hold_id = world.hold(second, 50, ttl_s=86_400)["hold_id"]
    # What the release frees lies above this target, so that it wants the pool.
    world.set_to(second, 10)
    midnight = datetime(2026, 3, 11, tzinfo=UTC)
    row = (
        "select 1 from organization_credit_pools where org_id = %s for no key update",
        world.org_id,
    )
    callers: list[Caller] = [
        # The reset of the first is due; the verb is about the second.
        lambda caller: replace(caller, now=midnight).set_to(second, 5),
        lambda caller: caller.release(hold_id),
    ]
    with no_deadlock(owner):
        answers = queue_up(owner, (owner_url, application_url), world, row, callers)
    assert sqlstates(answers) == []
    assert (world.figures(first, "AU"), world.figures(second, "AHT")) == ((100, 0), (5, 0, 5))
    assert world.differences() == []


def test_an_allocation_made_during_a_move_to_another_zone_has_its_midnight(
    owner: OwnerConnection, application_url: str, owner_url: str
) -> None:
    world = make_world(owner, START)
    old, new = world.member(), world.member()
    world.add(100)
    world.allocate(old, 10)
    row = (ALLOCATION, world.org_id, old)
    callers: list[Caller] = [
        lambda caller: caller.move("Pacific/Auckland"),
        lambda caller: caller.allocate(new, 10, "daily"),
    ]
    answers = queue_up(owner, (owner_url, application_url), world, row, callers)
    assert sqlstates(answers) == []
    made = world.allocation(new)
    expected = world.one(
        "select midnight_of(%s, 'Pacific/Auckland') as at", made["next_reset_date"]
    )
    assert made["next_reset_at"] == expected["at"]


def test_a_late_worker_and_a_capture_agree_who_was_first(
    owner: OwnerConnection, application_url: str
) -> None:
    for _ in range(10):
        world = make_world(owner, START)
        member = world.member()
        world.add(100)
        world.allocate(member, 100)
        hold_id = world.hold(member, 60, ttl_s=1)["hold_id"]
        world.now = datetime(2026, 3, 10, 9, 1, tzinfo=UTC)
        callers = [lambda caller, hold_id=hold_id: caller.capture(hold_id, 75)] * 3
        callers += [lambda caller: caller.settle()] * 3
        answers = at_once(application_url, world, callers)
        assert sqlstates(answers) == []
        assert outcomes(answers[:3]) == ["ok"] * 3
        assert world.figures(member, "UHR") == (75, 0, 25)
        assert world.differences() == []


@pytest.mark.parametrize("others", [0, 1])
def test_captures_that_wait_for_each_other_charge_a_hold_once(
    owner: OwnerConnection, application_url: str, others: int
) -> None:
    """All of them read the hold while it is open, and wait for the member's allocation."""
    world = make_world(owner)
    member = world.member()
    world.add(100)
    world.allocate(member, 100)
    hold_id = world.hold(member, 20)["hold_id"]
    for _ in range(others):
        world.hold(member, 30)
    callers: list[Caller] = [
        lambda caller: caller.spend([Item("capture", 15, hold_id=hold_id)])
    ] * 3
    first = ("select deduct_credits(%s, %s, 1, 'llm', null, 'first')", world.org_id, member)
    answers = queue_up(owner, (application_url, application_url), world, first, callers)
    assert sqlstates(answers) == []
    assert world.figures(member, "UHR") == (16, 30 * others, 84 - 30 * others)
    assert world.differences() == []
