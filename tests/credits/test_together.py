"""Many deducts of one or more organizations take one pass; who cannot go along leaves nothing."""

import hashlib
import uuid

import psycopg
import pytest

from orgbilling.database import Lane
from orgbilling.spending.batch import run_batch
from orgbilling.spending.items import SpendItem, SpendResult
from tests.conftest import OwnerConnection
from tests.credits.engine_rig import deduct, spender
from tests.credits.together import Deduct, neighbour_of, together
from tests.world import Item, World, make_world


def member_of_ten(owner: OwnerConnection) -> tuple[World, str]:
    first = neighbour_of(make_world(owner))
    return first.world, first.member


def key_of(world: World, member: str | None) -> bytes:
    """Make a key, a service's where it is no member's; returns its hash."""
    key_hash = hashlib.sha256(uuid.uuid4().bytes).digest()
    kind = "service" if member is None else "member"
    maker = member or world.member(role="admin")
    world.connection.execute(
        "select create_api_key(%s, %s, %s, 'test', %s, 'ob', null, %s)",
        [world.org_id, kind, member, key_hash, maker],
    )
    return key_hash


def keys_kept(world: World) -> set[str]:
    rows = world.rows("select request_key from credit_request_keys where org_id = %s", world.org_id)
    return {row["request_key"] for row in rows}


def test_what_stands_in_the_way_of_one_organization_is_not_in_the_others_way(
    owner: OwnerConnection, owner_url: str
) -> None:
    free = [neighbour_of(make_world(owner)) for _ in range(3)]
    suspended, short, locked = (neighbour_of(make_world(owner)) for _ in range(3))
    suspended.world.switch(False)
    short = Deduct(short.world, short.member, 11)
    everybody = [suspended, free[0], short, free[1], locked, free[2]]
    with psycopg.connect(owner_url) as rival:
        rival.execute(
            "select 1 from user_credit_allocations where org_id = %s for no key update",
            [locked.world.org_id],
        )
        # Nobody waits: an allocation that somebody has is left to the longer way.
        answers = together(everybody)
    assert set(answers) == {2, 4, 6}
    assert {answer["remaining_credits"] for answer in answers.values()} == {9}
    for place, one in enumerate(everybody, 1):
        done = place in answers
        assert one.world.figures(one.member, "U") == (1 if done else 0,)
        assert len(keys_kept(one.world)) == done
        assert one.world.differences() == []
    # Again: whose key is taken has to be looked at closer, whose was not is free to come again.
    assert set(together(everybody)) == {5}


def test_the_items_of_one_member_come_in_order(owner: OwnerConnection) -> None:
    world, member = member_of_ten(owner)
    other = world.member()
    world.add(100)
    world.allocate(other, 100, "never")
    deducts = [("z", member, 2), ("a", other, 10), ("m", member, "0.5"), ("b", member, 1)]
    answers = together([Deduct(world, who, credits, key) for key, who, credits in deducts])
    remaining = {place: float(answer["remaining_credits"]) for place, answer in answers.items()}
    assert remaining == {1: 8, 2: 90, 3: 7.5, 4: 6.5}
    rows = world.rows(
        """select request_id, usage_id, allocation_seq, allocation_balance_after, remaining_credits
           from credit_usage_attribution where org_id = %s and user_id = %s order by usage_id""",
        world.org_id, member,
    )  # fmt: skip
    assert [row["request_id"] for row in rows] == ["z", "m", "b"]
    assert [row["usage_id"] for row in rows] == [answers[place]["usage_id"] for place in (1, 3, 4)]
    first = rows[0]["allocation_seq"]
    assert [row["allocation_seq"] for row in rows] == [first, first + 1, first + 2]
    assert [float(row["allocation_balance_after"]) for row in rows] == [8, 7.5, 6.5]
    sums = world.one(
        "select credits, requests from credit_usage_daily where org_id = %s and user_id = %s",
        world.org_id, member,
    )  # fmt: skip
    assert (float(sums["credits"]), sums["requests"]) == (3.5, 3)
    assert world.differences() == []


def test_a_member_whose_items_do_not_all_fit_is_left(owner: OwnerConnection) -> None:
    world, member = member_of_ten(owner)
    other = world.member()
    world.add(100)
    world.allocate(other, 100, "never")
    deducts = [Deduct(world, member, 4, f"key {n}") for n in range(3)]
    assert set(together([*deducts, Deduct(world, other, 5, "of another")])) == {4}
    # Which of the three fit is decided in their order, by the longer way.
    assert world.figures(member, "U") == (0,)
    assert keys_kept(world) == {"of another"}
    assert world.differences() == []


def test_a_closed_organization_is_left_as_it_was(owner: OwnerConnection) -> None:
    world, member = member_of_ten(owner)
    world.switch(False)
    assert together([Deduct(world, member, 1, key) for key in ("a", "b")]) == {}
    assert world.figures(member, "U") == (0,)
    assert keys_kept(world) == set()
    assert world.differences() == []


def test_of_twins_the_first_is_spent(owner: OwnerConnection) -> None:
    world, member = member_of_ten(owner)
    answers = together([Deduct(world, member, 1, key) for key in ("a", "b", "a", "b", "c")])
    assert set(answers) == {1, 2, 5}
    assert world.figures(member, "U") == (3,)
    assert world.differences() == []


def test_a_key_spends_for_its_own_member_only(owner: OwnerConnection) -> None:
    world, member = member_of_ten(owner)
    other = world.member()
    world.add(20)
    world.allocate(other, 10, "never")
    service, own = key_of(world, None), key_of(world, member)
    elsewhere = key_of(member_of_ten(owner)[0], None)
    deducts = [
        Deduct(world, member, 1, "service's", service),
        Deduct(world, member, 1, "own", own),
        Deduct(world, other, 1, "another's", own),
        Deduct(world, member, 1, "of another organization", elsewhere),
        Deduct(world, member, 1, "nobody's", b"unknown"),
        Deduct(world, other, 1, "vouched for"),
    ]
    assert set(together(deducts)) == {1, 2, 6}
    rows = world.rows(
        """select u.request_id, k.key_hash from credit_usage_attribution as u
           left join api_keys as k on k.org_id = u.org_id and k.key_id::text = u.credential_id
           where u.org_id = %s order by u.usage_id""",
        world.org_id,
    )
    assert [(row["request_id"], row["key_hash"] and bytes(row["key_hash"])) for row in rows] == [
        ("service's", service), ("own", own), ("vouched for", None),
    ]  # fmt: skip
    used = world.rows(
        "select key_hash from api_keys where org_id = %s and last_used_at is not null", world.org_id
    )
    assert {bytes(row["key_hash"]) for row in used} == {service, own}
    world.connection.execute("update users set disabled_at = now() where user_id = %s", [member])
    again = [Deduct(world, member, 1, f"again {n}", key) for n, key in enumerate((service, own))]
    assert set(together(again)) == {1}


@pytest.mark.parametrize("column", ["revoked_at", "expires_at"])
def test_a_key_that_has_ended_spends_neither_alone_nor_with_others(
    owner: OwnerConnection, column: str
) -> None:
    world, member = member_of_ten(owner)
    key_hash = key_of(world, None)

    def alone(key: str) -> str:
        item = Item("deduct", 1, key, member, credential_hash=key_hash)
        [row] = world.spend_once([(world.org_id, item)])
        return str(row["outcome"])

    assert alone("a") == "ok"
    assert set(together([Deduct(world, member, 1, key, key_hash) for key in ("b", "c")])) == {1, 2}
    owner.execute(f"update api_keys set {column} = now() where key_hash = %s".encode(), [key_hash])
    assert alone("d") == "credential_invalid"
    assert together([Deduct(world, member, 1, key, key_hash) for key in ("e", "f")]) == {}
    assert world.figures(member, "U") == (3,)
    assert keys_kept(world) == {"a", "b", "c"}


def test_more_than_ids_of_one_instant_are_refused(owner: OwnerConnection) -> None:
    world, member = member_of_ten(owner)
    with pytest.raises(psycopg.Error) as refused:
        together([Deduct(world, member, "0.001", f"key {n}") for n in range(4097)])
    assert refused.value.sqlstate == "OB001"
    assert world.figures(member, "U") == (0,)


async def test_who_is_refused_most_of_a_batch_is_not_looked_at_twice_in_the_next(
    application_url: str, owner: OwnerConnection
) -> None:
    world, member = spender(owner, 10)
    other = world.member()
    world.add(100)
    world.allocate(other, 100, "never")
    lane, short = Lane(application_url, name="test"), set[uuid.UUID]()

    async def spend(*items: SpendItem) -> tuple[list[str], int]:
        """What is told, and in how many transactions it was decided."""
        answers: dict[int, SpendResult] = {}
        await run_batch(lane, [(world.org_id, list(items))], 600, short, answers, set.clear)
        found = world.one(
            """select count(distinct xmin::text) as transactions from credit_request_keys
               where org_id = %s and request_key = any(%s)""",
            world.org_id, [item.request_key for item in items],
        )  # fmt: skip
        return [answers[place].outcome for place in range(len(items))], found["transactions"]

    async def few() -> int:
        outcomes, transactions = await spend(deduct(member, 11), deduct(other, 1), deduct(other, 1))
        assert outcomes == ["refused", "ok", "ok"]
        return transactions

    async def most() -> int:
        outcomes, transactions = await spend(
            deduct(member, 11), deduct(other, 1), deduct(member, 11)
        )
        assert outcomes == ["refused", "ok", "refused"]
        return transactions

    try:
        # Tried together first, a refusal comes in a second transaction.
        assert [await few(), await few()] == [2, 2]
        assert [await most(), await most(), await few()] == [2, 1, 1]
        assert await few() == 2
    finally:
        await lane.close()
    assert world.figures(other, "U") == (10,)
    assert world.differences() == []
