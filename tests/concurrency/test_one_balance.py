"""However many ask at once, what is given is what was there."""

import uuid
from decimal import Decimal

from tests.concurrency.callers import at_once, no_deadlock, outcomes, sqlstates
from tests.conftest import OwnerConnection
from tests.world import Item, Row, World, make_world

CALLERS = 100


def company(owner: OwnerConnection, *credits: int) -> tuple[World, list[str]]:
    """An organization whose members have these credits, and nothing in its pool."""
    world = make_world(owner)
    world.add(sum(credits))
    members = [world.member() for _ in credits]
    for member, amount in zip(members, credits, strict=True):
        world.allocate(member, amount, "never")
    return world, members


def test_of_a_hundred_who_take_ten_at_once_as_many_succeed_as_fit(
    owner: OwnerConnection, application_url: str
) -> None:
    world, [member] = company(owner, 437)
    with no_deadlock(owner):
        answers = at_once(
            application_url, world, [lambda caller: caller.deduct(member, 10)] * CALLERS
        )
    assert sorted(outcomes(answers)) == ["ok"] * 43 + ["refused"] * 57
    assert world.figures(member, "AUR") == (437, 430, 7)
    assert {
        answer["available_credits"] for answer in answers if answer["outcome"] == "refused"
    } == {Decimal(7)}
    assert world.differences() == []


def test_of_a_hundred_who_hold_ten_at_once_as_many_succeed_as_fit(
    owner: OwnerConnection, application_url: str
) -> None:
    world, [member] = company(owner, 437)
    answers = at_once(application_url, world, [lambda caller: caller.hold(member, 10)] * CALLERS)
    assert sorted(outcomes(answers)) == ["ok"] * 43 + ["refused"] * 57
    assert world.figures(member, "AUHR") == (437, 0, 430, 7)
    held = [answer["hold_id"] for answer in answers if answer["outcome"] == "ok"]
    captured = at_once(
        application_url,
        world,
        [lambda caller, hold=hold: caller.capture(hold, 10) for hold in held],
    )
    assert outcomes(captured) == ["ok"] * 43
    assert world.figures(member, "AUHR") == (437, 430, 0, 7)
    assert world.differences() == []


def test_of_a_hundred_who_are_looked_at_closely_at_once_as_many_succeed_as_fit(
    owner: OwnerConnection, application_url: str
) -> None:
    world, [member] = company(owner, 437)

    def spend(caller: World) -> Row:
        [row] = caller.spend([Item("deduct", 10, uuid.uuid4().hex, member)], closely=True)
        return row

    with no_deadlock(owner):
        answers = at_once(application_url, world, [spend] * CALLERS)
    assert sorted(outcomes(answers)) == ["ok"] * 43 + ["refused"] * 57
    assert world.figures(member, "AUR") == (437, 430, 7)
    assert world.differences() == []


def test_a_hundred_members_of_one_organization_do_not_stand_in_each_others_way(
    owner: OwnerConnection, application_url: str
) -> None:
    world, members = company(owner, *[30] * CALLERS)

    def spend_three_times(caller: World, member: str) -> list[str]:
        return [caller.deduct(member, 14)["outcome"] for _ in range(3)]

    with no_deadlock(owner):
        answers = at_once(
            application_url,
            world,
            [lambda caller, member=member: spend_three_times(caller, member) for member in members],
        )
    assert answers == [["ok", "ok", "refused"]] * CALLERS
    assert world.pool() == (3_000, 3_000, 0, 2_800)
    assert world.differences() == []


def test_the_same_key_from_many_connections_has_one_effect(
    owner: OwnerConnection, application_url: str
) -> None:
    world, [member] = company(owner, 100)
    key = uuid.uuid4().hex
    answers = at_once(
        application_url, world, [lambda caller: caller.deduct(member, 10, key=key)] * 40
    )
    assert outcomes(answers) == ["ok"] * 40
    assert sorted(answer["replayed"] for answer in answers) == [False] + [True] * 39
    assert len({answer["usage_id"] for answer in answers}) == 1
    assert world.figures(member, "UR") == (10, 90)
    other = at_once(application_url, world, [lambda caller: caller.deduct(member, 11, key=key)])
    assert sqlstates(other) == ["OB003"]
    assert world.figures(member, "UR") == (10, 90)


def test_the_same_purchase_is_credited_once_however_often_it_is_paid_and_added(
    owner: OwnerConnection, application_url: str
) -> None:
    world = make_world(owner)
    key = uuid.uuid4().hex
    ordered = at_once(application_url, world, [lambda caller: caller.purchase(500, key=key)] * 20)
    assert len(set(ordered)) == 1
    paid = at_once(application_url, world, [lambda caller: caller.pay(ordered[0])] * 20)
    assert {answer["status"] for answer in paid} == {"paid"}
    assert world.pool() == (500, 0, 500, 0)
    added = at_once(application_url, world, [lambda caller: caller.add(7, key=f"{key} add")] * 20)
    assert not sqlstates(added)
    assert world.pool() == (507, 0, 507, 0)
    assert world.differences() == []


def test_twins_in_batches_that_arrive_in_any_order_never_wait_for_each_other_in_a_circle(
    owner: OwnerConnection, application_url: str
) -> None:
    world, members = company(owner, *[1_000] * 10)
    keys = [f"{number:02} {uuid.uuid4().hex}" for number in range(60)]

    def send(caller: World, turn: int) -> list[str]:
        order = keys[turn:] + keys[:turn]
        order = order if turn % 2 else order[::-1]
        rows = caller.spend(
            [Item("deduct", 3, key, members[keys.index(key) % 10]) for key in order]
        )
        return [row["outcome"] for row in rows]

    with no_deadlock(owner):
        answers = at_once(
            application_url,
            world,
            [lambda caller, turn=turn: send(caller, turn) for turn in range(0, 60, 3)],
        )
    assert answers == [["ok"] * 60] * 20
    assert world.pool()[3] == 180
    assert world.differences() == []
