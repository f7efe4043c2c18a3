"""In which order a spend takes its locks, for whom it does not wait, what it says afterwards."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import psycopg
import pytest

from tests.concurrency.callers import (
    Query,
    in_background,
    queue_up,
    sqlstates,
    wait_until_blocked_or_done,
)
from tests.conftest import OwnerConnection
from tests.credits.test_together import key_of, member_of_ten
from tests.credits.together import Deduct, neighbour_of, together
from tests.world import Item, Row, World, make_world

START = datetime(2027, 3, 30, 12, tzinfo=UTC)
KEYS = [f"key-{number:03}" for number in range(150)]
PATIENCE = "set lock_timeout = '2s'"
Answer = list[Row] | dict[int, Row]


@contextmanager
def other(owner: OwnerConnection) -> Iterator[psycopg.Connection[Any]]:
    """Another connection of the owner's; what it did goes back at the end."""
    with psycopg.connect(owner.info.dsn, password=owner.info.password) as connection:
        yield connection
        connection.rollback()


def claim(connection: psycopg.Connection[Any], world: World, keys: list[str]) -> None:
    connection.execute(
        """insert into credit_request_keys (org_id, request_key, verb, result_id, created_at)
           select %s, k, 'test', gen_random_uuid(), now() from unnest(%s::text[]) as k
           on conflict do nothing""",
        [world.org_id, keys],
    )


def by_batch(world: World, member: str, keys: list[str]) -> Answer:
    return world.spend([Item("reserve", 1, key, member) for key in keys])


def all_together(world: World, member: str, keys: list[str]) -> Answer:
    return together([Deduct(world, member, 1, key) for key in keys])


WAYS: list[Callable[[World, str, list[str]], Answer]] = [by_batch, all_together]


def url_of(owner: OwnerConnection) -> str:
    info = owner.info
    return f"postgresql://{info.user}:{info.password}@{info.host}:{info.port}/{info.dbname}"


@pytest.mark.parametrize("way", WAYS)
def test_keys_are_claimed_in_their_byte_order(
    owner: OwnerConnection, way: Callable[[World, str, list[str]], Answer]
) -> None:
    world = make_world(owner, START)
    member = world.member()
    world.add(10_000)
    world.allocate(member, 10_000, "never")
    keys = Random(1).sample(KEYS, len(KEYS))
    with other(owner) as first, other(owner) as rest:
        claim(first, world, KEYS[:1])
        spend = in_background(url_of(owner), world, lambda caller: way(caller, member, keys))
        with spend as (pid, answers):
            wait_until_blocked_or_done(owner, pid, answers)
            try:
                # Who waits for the first has claimed no other: twins never wait for each other.
                rest.execute(PATIENCE)
                claim(rest, world, KEYS[1:])
            finally:
                # Also where it has: or this test would wait for who waits for it.
                rest.rollback()
                first.rollback()
            assert len(answers.result(60)) == len(KEYS)
    assert world.differences() == []


def test_many_together_wait_for_nobodys_allocation(owner: OwnerConnection) -> None:
    world, member = member_of_ten(owner)
    with other(owner) as rival:
        rival.execute(
            "select 1 from user_credit_allocations where org_id = %s for update", [world.org_id]
        )
        owner.execute(PATIENCE)
        neighbours = [neighbour_of(world) for _ in range(4)]
        assert set(together([Deduct(world, member, 1), *neighbours])) == {2, 3, 4, 5}
        owner.execute("reset lock_timeout")


@pytest.mark.parametrize("count", [1, 2])
def test_a_spend_does_not_wait_to_note_that_its_key_was_used(
    owner: OwnerConnection, count: int
) -> None:
    world, member = member_of_ten(owner)
    key_hash = key_of(world, None)
    with other(owner) as rival:
        rival.execute("select 1 from api_keys where org_id = %s for update", [world.org_id])
        owner.execute(PATIENCE)
        rows = world.spend([
            Item("deduct", 1, key, member, credential_hash=key_hash) for key in KEYS[:count]
        ])  # fmt: skip
        owner.execute("reset lock_timeout")
    assert [row["outcome"] for row in rows] == ["ok"] * count


def test_a_top_up_in_a_spend_takes_what_the_pool_has_when_its_turn_comes(
    owner: OwnerConnection, application_url: str
) -> None:
    world = make_world(owner, START)
    member, neighbour = (world.member() for _ in range(2))
    world.add(100)
    world.allocate(member, 60, "daily")
    world.allocate(neighbour, 40, "never")
    world.deduct(member, 60)
    world.now = START + timedelta(days=1)
    world.settle()
    # What a release gives back waits in the pool for the next spend that falls short.
    hold_id = world.hold(neighbour, 40)["hold_id"]
    world.set_to(neighbour, 30)
    world.release(hold_id)
    assert (world.figures(member, "AD"), world.pool()[2]) == ((0, 60), 10)
    taken: Query = (
        """select refund_pool_credits(l.org_id, l.lot_id, 10, 'admin', 'unused', null, %s)
           from credit_lots as l where l.org_id = %s""",
        world.now, world.org_id,
    )  # fmt: skip
    urls = (url_of(owner), application_url)
    answers = queue_up(owner, urls, world, taken, [lambda caller: caller.deduct(member, 10)])
    assert sqlstates(answers) == []
    assert (answers[0]["outcome"], answers[0]["blocked_by"]) == ("refused", "allocation")
    assert world.figures(member, "AUD") == (0, 0, 60)
    assert world.differences() == []


@pytest.mark.parametrize("credits", [40, 60, 75])
def test_a_late_capture_releases_nothing_and_says_so(owner: OwnerConnection, credits: int) -> None:
    world = make_world(owner, START)
    member = world.member()
    world.add(100)
    world.allocate(member, 100, "never")
    hold_id = world.hold(member, 60, ttl_s=60)["hold_id"]
    world.now = START + timedelta(minutes=5)
    world.settle()
    assert world.figures(member, "UH") == (0, 0)
    captured = world.capture(hold_id, credits)
    assert (captured["credits"], captured["released_credits"]) == (credits, 0)
    assert world.capture(hold_id, credits) == captured | {"replayed": True}
    hold = world.one("select * from credit_holds where hold_id = %s", hold_id)
    assert (hold["is_late"], hold["released_credits"]) == (True, 0)
    assert world.differences() == []


BODY = {"verb": "deduct", "user": "ann", "credits": 5, "service_type": "llm", "service_name": "gpt"}
OTHER_BODIES: dict[str, dict[str, Any]] = {
    "verb": {"verb": "reserve"},
    "user": {"user": "ben"},
    "credits": {"credits": 6},
    "service type": {"service_type": "image"},
    "service name": {"service_name": "other"},
    "no service name": {"service_name": None},
}


@pytest.mark.parametrize("name", OTHER_BODIES)
def test_a_key_stands_for_every_part_of_its_body(owner: OwnerConnection, name: str) -> None:
    world = make_world(owner, START)
    world.add(100)
    users = {"ann": world.member(), "ben": world.member()}
    for user in users.values():
        world.allocate(user, 50, "never")

    def send(*bodies: dict[str, Any]) -> list[tuple[str, bool]]:
        answers = world.spend([
            Item(
                body["verb"], body["credits"], "k", users[body["user"]],
                service_type=body["service_type"], service_name=body["service_name"],
            )
            for body in bodies
        ])  # fmt: skip
        return [(answer["outcome"], answer["replayed"]) for answer in answers]

    different = BODY | OTHER_BODIES[name]
    conflict = ("key_conflict", True)
    assert send(BODY, different, BODY) == [("ok", False), conflict, ("ok", True)]
    assert send(different) == [conflict]
    assert world.differences() == []


SETTLED: dict[str, Callable[[World, str], str]] = {
    "deduct_credits": lambda world, member: str(world.deduct(member, 20, "k")["outcome"]),
    "reserve_credits": lambda world, member: str(world.hold(member, 20, key="k")["outcome"]),
}


@pytest.mark.parametrize("name", SETTLED)
def test_what_somebody_plans_between_a_settlement_and_its_spend_comes_after_it(
    owner: OwnerConnection, name: str
) -> None:
    world = make_world(owner, START)
    member = world.member()
    world.add(1_000)
    world.allocate(member, 100, "daily")
    world.deduct(member, 30)
    with other(owner) as rival:
        # The spend has settled, and waits for its key.
        claim(rival, world, ["k"])
        spend = in_background(url_of(owner), world, lambda caller: SETTLED[name](caller, member))
        with spend as (pid, answer):
            wait_until_blocked_or_done(owner, pid, answer)
            owner.execute(
                "select move_boundary(%s, 'reset', %s, %s, 'root', 'test', %s)",
                [world.org_id, member, START - timedelta(minutes=1), START - timedelta(hours=1)],
            )
            rival.rollback()
            assert answer.result(60) == "ok"
    assert world.differences() == []


def test_who_is_admitted_again_while_a_spend_waits_is_charged_with_a_key_or_not_at_all(
    owner: OwnerConnection,
) -> None:
    world = make_world(owner, START)
    member, admin = world.member(), world.system_admin()
    world.add(100)
    world.allocate(member, 50, "never")
    world.remove(member, admin)
    item = Item("deduct", 10, "k", member)
    with other(owner) as rival:
        again = replace(world, connection=rival)
        again.admit(member, admin)
        again.allocate_each([member], 50, "never")
        # No member when the spend looks, one when it has waited for the allocation.
        spend = in_background(
            url_of(owner), world, lambda caller: caller.spend([item], closely=True)
        )
        with spend as (pid, answers):
            wait_until_blocked_or_done(owner, pid, answers)
            rival.commit()
            answer = answers.result(60)[0]
    assert (answer["outcome"], answer["available_credits"]) == ("refused", 0)
    assert world.figures(member, "U") == (0,)
    assert world.differences() == []
    answer = world.spend([item])[0]
    assert (answer["outcome"], answer["replayed"]) == ("ok", False)
    assert world.differences() == []
