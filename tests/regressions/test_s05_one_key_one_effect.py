"""S5: without a unique request id the same request was charged twice."""

import uuid
from collections.abc import Callable
from typing import Any

import psycopg
import pytest

from tests.conftest import OwnerConnection
from tests.world import Item, World, make_world

Verb = Callable[[World, str, int, str | None], Any]
MONEY_VERBS: dict[str, Verb] = {
    "add_credits_to_pool": lambda world, _, credits, key: world.add(credits, key=key),
    "request_purchase": lambda world, _, credits, key: world.purchase(credits, key=key),
    "allocate_credits_to_user": lambda world, user, credits, key: world.allocate(
        user, credits, key=key
    ),
    "set_allocation": lambda world, user, credits, key: world.set_to(user, 60 + credits, key=key),
    "reclaim_credits": lambda world, user, credits, key: world.reclaim(user, credits, key=key),
    "transfer_credits": lambda world, user, credits, key: world.transfer(
        user, world.colleague_of(user), credits, key=key
    ),
    "refund_usage": lambda world, _, credits, key: world.refund_usage(
        last(world, "usage_id", "credit_usage_attribution"), credits, key=key
    ),
    "refund_pool_credits": lambda world, _, credits, key: world.refund_pool(
        last(world, "lot_id", "credit_lots"), credits, key=key
    ),
}
# Their keys are tried where what they need is made.
ELSEWHERE = {
    "request_credits": "tests/regressions/test_n10_*",
    "approve_credit_request": "tests/regressions/test_n10_*",
    "begin_subscription_change": "tests/subscriptions/test_subscription_routes.py",
}


def test_every_verb_that_claims_a_key_is_tried(owner: OwnerConnection) -> None:
    rows = owner.execute(
        """select proname from pg_proc where pronamespace = 'public'::regnamespace
           and prosrc like '%claim_money_key(%' and proname <> 'claim_money_key'"""
    ).fetchall()
    assert {row["proname"] for row in rows} == MONEY_VERBS.keys() | ELSEWHERE.keys()


def last(world: World, column: str, table: str) -> uuid.UUID:
    found: uuid.UUID = world.one(
        f"select {column} as id from {table} where org_id = %s order by 1 limit 1", world.org_id
    )["id"]
    return found


@pytest.fixture
def company(owner: OwnerConnection) -> tuple[World, str]:
    world = make_world(owner)
    member = world.member()
    world.add(1_000)
    world.allocate(member, 100)
    world.deduct(member, 40)
    return world, member


@pytest.mark.parametrize("name", MONEY_VERBS)
def test_the_same_key_is_one_effect_and_another_body_a_conflict(
    company: tuple[World, str], name: str
) -> None:
    world, member = company
    first = MONEY_VERBS[name](world, member, 7, "key")
    after = (world.pool(), world.allocation(member))
    assert MONEY_VERBS[name](world, member, 7, "key") == first
    with pytest.raises(psycopg.Error) as refused:
        MONEY_VERBS[name](world, member, 8, "key")
    assert refused.value.sqlstate == "OB003"
    assert (world.pool(), world.allocation(member)) == after
    assert world.differences() == []


@pytest.mark.parametrize("verb", ["deduct", "hold"])
def test_spending_needs_a_key_which_is_one_effect_for_deduct_and_hold_alike(
    company: tuple[World, str], verb: str
) -> None:
    world, member = company
    spend = world.deduct if verb == "deduct" else world.hold
    other = world.hold if verb == "deduct" else world.deduct
    first = spend(member, 7, key="key")
    assert spend(member, 7, key="key") == first | {"replayed": True}
    for again, credits in ((spend, 8), (other, 7)):
        with pytest.raises(psycopg.Error) as refused:
            again(member, credits, key="key")
        assert refused.value.sqlstate == "OB003"
    for key in ("", "k" * 256, None):
        with pytest.raises(psycopg.Error) as refused:
            world.one(
                "select * from deduct_credits(%s, %s, 7, 'llm', null, %s)",
                world.org_id, member, key,
            )  # fmt: skip
        assert refused.value.sqlstate == "OB001"
    assert world.figures(member, "UH") == ((47, 0) if verb == "deduct" else (40, 7))


def test_a_refusal_is_kept_with_its_key_and_a_new_attempt_needs_a_new_one(
    company: tuple[World, str],
) -> None:
    world, member = company
    assert world.deduct(member, 61, key="first")["outcome"] == "refused"
    world.allocate(member, 100)
    again = world.deduct(member, 61, key="first")
    assert (again["outcome"], again["available_credits"], again["replayed"]) == (
        "refused",
        60,
        True,
    )
    assert world.deduct(member, 61, key="second")["outcome"] == "ok"


def test_twins_for_somebody_who_is_no_member_are_both_told_so_and_leave_no_key(
    company: tuple[World, str],
) -> None:
    world, _ = company
    nobody = world.user()
    rows = world.spend([Item("deduct", 1, "k", nobody)] * 2)
    assert [row["outcome"] for row in rows] == ["member_not_found"] * 2
    key = world.rows(
        "select 1 from credit_request_keys where request_key = 'k' and org_id = %s", world.org_id
    )
    assert key == []
