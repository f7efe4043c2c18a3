"""S4: without sign guards and CHECKs a deduct of -1000 made credits."""

import uuid
from collections.abc import Callable

import psycopg
import pytest

from tests.concurrency.callers import connect
from tests.conftest import OwnerConnection
from tests.world import World, make_world

BAD = ["NaN", "Infinity", "-Infinity", "0", "-0.000001", "-1000", "1e10", "1e400", "0.0000001",
       "1.1234567", None]  # fmt: skip
HOLD, USAGE, LOT, MEMBER, ORG = "%(hold)s", "%(usage)s", "%(lot)s", "%(user)s", "%(org)s"
X = "%(x)s::numeric"

# Every function of the application that is told an amount and may change something.
AMOUNTS = {
    "add_credits_to_pool": f"({ORG}, {X})",
    "allocate_credits_to_user": f"({ORG}, {MEMBER}, {X}, 'admin')",
    "capture_credits": f"({ORG}, {HOLD}, {X})",
    "check_credits": f"({ORG}, {MEMBER}, {X})",
    "deduct_credits": f"({ORG}, {MEMBER}, {X}, 'llm', 'gpt', %(key)s)",
    "has_sufficient_credits": f"({ORG}, {MEMBER}, {X})",
    "quote_credits": f"({X})",
    "reclaim_credits": f"({ORG}, {MEMBER}, {X}, 'admin')",
    "refund_pool_credits": f"({ORG}, {LOT}, {X}, 'admin')",
    "refund_usage": f"({ORG}, {USAGE}, {X}, 'admin')",
    "request_credits": f"({ORG}, {MEMBER}, {X}, 'why', %(key)s)",
    "request_purchase": f"({ORG}, {X}, null, null, 'admin', null)",
    "reserve_credits": f"({ORG}, {MEMBER}, {X}, %(key)s)",
    "set_allocation": f"({ORG}, {MEMBER}, {X}, 'admin')",
    "transfer_credits": f"({ORG}, {MEMBER}, 'nobody', {X}, 'admin')",
    "set_own_grant": f"({ORG}, {X}, 'admin')",
}
DOLLARS = {
    "purchase_amount of add": f"add_credits_to_pool({ORG}, 1, {X})",
    "purchase_amount of a purchase": f"request_purchase({ORG}, 1, {X}, null, 'admin', null)",
    "api_cost": f"""deduct_credits({ORG}, {MEMBER}, 1, 'llm', 'gpt', %(key)s, '{{}}', {X})""",
    "markup": f"""deduct_credits({ORG}, {MEMBER}, 1, 'llm', 'gpt', %(key)s, '{{}}', 1, {X})""",
    "api_cost of a capture": f"capture_credits({ORG}, {HOLD}, 1, '{{}}', {X})",
}
ZERO_IS_AN_AMOUNT = {"set_allocation", "set_own_grant"}


@pytest.fixture
def world(owner: OwnerConnection) -> World:
    world = make_world(owner)
    world.add(1_000)
    return world


def sqlstate(url: str, function: str, parameters: dict[str, object]) -> str | None:
    """Call as the application's role; returns the SQLSTATE, or None when it went through."""
    with connect(url) as connection:
        try:
            connection.execute(f"select * from {function}".encode(), parameters)
        except psycopg.Error as error:
            return str(error.sqlstate)
    return None


@pytest.fixture
def ask(world: World, application_url: str) -> Callable[[str, str | None], str | None]:
    """Ask for an amount of what is there; returns the SQLSTATE, or None when it went through."""
    member = world.member()
    world.allocate(member, 100)
    lot = world.one("select lot_id from credit_lots where org_id = %s", world.org_id)["lot_id"]
    names = {
        "org": world.org_id, "user": member, "lot": lot,
        "usage": world.deduct(member, 5)["usage_id"], "hold": world.hold(member, 5)["hold_id"],
    }  # fmt: skip

    def call(function: str, amount: str | None) -> str | None:
        parameters = names | {"x": amount, "key": uuid.uuid4().hex}
        return sqlstate(application_url, function, parameters)

    return call


@pytest.mark.parametrize("function", AMOUNTS)
def test_no_function_takes_an_amount_that_is_not_above_zero_and_exact(
    world: World, ask: Callable[[str, str | None], str | None], function: str
) -> None:
    before = everything(world)
    allowed = {"0"} if function in ZERO_IS_AN_AMOUNT else set()
    told = {str(bad): ask(function + AMOUNTS[function], bad) for bad in BAD if bad not in allowed}
    assert told == dict.fromkeys(told, "OB002")
    assert everything(world) == before
    assert world.differences() == []


@pytest.mark.parametrize("name", DOLLARS)
def test_no_function_takes_dollars_that_are_not_money(
    world: World, ask: Callable[[str, str | None], str | None], name: str
) -> None:
    before = everything(world)
    negative = set() if name == "markup" else {"-0.01", "-1000"}
    # A cost may be anything below 10^12 dollars, a price is a quote.
    too_much = "1e10" if name.startswith("purchase") else "1e12"
    bad = {"NaN", "Infinity", "-Infinity", too_much, "1e400", "0.0000000000001", *negative}
    told = {amount: ask(DOLLARS[name], amount) for amount in sorted(bad)}
    assert {code[:2] for code in told.values() if code} == {"OB"}
    assert None not in told.values(), told
    assert everything(world) == before


@pytest.mark.parametrize("function", AMOUNTS)
def test_no_function_falls_over_what_is_missing(application_url: str, function: str) -> None:
    nothing = dict.fromkeys(("org", "user", "lot", "usage", "hold", "key"))
    for amount in (1, None):
        parameters = nothing | {"x": amount}
        told = sqlstate(application_url, function + AMOUNTS[function], parameters)
        assert told is None or told.startswith("OB")


def test_the_functions_above_are_all_that_are_told_an_amount(owner: OwnerConnection) -> None:
    rows = owner.execute(
        """select distinct p.proname as name from pg_proc as p
           where p.pronamespace = 'public'::regnamespace and p.provolatile = 'v'
           and pg_get_function_arguments(p.oid) ~ 'numeric|spend_item' and p.prosecdef
           and has_function_privilege('orgbilling_app', p.oid, 'execute')
           and pg_get_function_arguments(p.oid) !~ 'organization_subscriptions|allocations'"""
    ).fetchall()
    # Prices of models may be 0, an approval is of a request that must be there (its amounts are
    # tried where requests are), a page begins behind any number, and to spend a malformed item is
    # an answer of its own (tests/credits/test_malformed.py).
    others = {
        "set_model_price", "set_organization_model_price", "approve_credit_request",
        "settled_allocations", "spend",
        # These count tokens, of free calls too, units of calls that run, and prices.
        "begin_free_call", "journal_gateway_calls", "set_upstream_model_price",
    }  # fmt: skip
    assert {row["name"] for row in rows} - others <= set(AMOUNTS)


def everything(world: World) -> object:
    """All figures of the organization, and how many rows it has."""
    return world.rows(
        """select p.*, a.*,
           (select count(*) from credit_request_keys as k where k.org_id = p.org_id),
           (select count(*) from credit_transfers as t where t.org_id = p.org_id),
           (select count(*) from credit_purchases as b where b.org_id = p.org_id),
           (select count(*) from credit_usage_attribution as u where u.org_id = p.org_id)
           from organization_credit_pools as p
           join user_credit_allocations as a on a.org_id = p.org_id where p.org_id = %s""",
        world.org_id,
    )


BROKEN = [
    "update user_credit_allocations set used_credits = -1",
    "update user_credit_allocations set held_credits = -1",
    "update user_credit_allocations set target_credits = -1",
    "update user_credit_allocations set refill_due_credits = -1",
    "update user_credit_allocations set used_credits = allocated_credits + 1",
    "update user_credit_allocations set held_credits = allocated_credits + 1",
    "update user_credit_allocations set target_credits = target_credits + 1",
    "update user_credit_allocations set target_credits = target_credits - 1",
    "update user_credit_allocations set allocated_credits = 'NaN'",
    "update user_credit_allocations set used_credits = 'NaN'",
    "update user_credit_allocations set is_active = false, closed_at = now()",
    "update user_credit_allocations set closed_at = now()",
    "update user_credit_allocations set held_credits = -1",
    "update user_credit_allocations set refill_due_credits = -1",
    "update user_credit_allocations set target_credits = -1, allocated_credits = -1",
    "update user_credit_allocations set cumulative_used_credits = 'Infinity'",
    "update user_credit_allocations set refill_due_credits = 'NaN', target_credits = 'NaN'",
    "update user_credit_allocations set target_credits = target_credits + 0.0000001,"
    " allocated_credits = allocated_credits + 0.0000001",
    "update user_credit_allocations set used_credits = 5.0000001",
    "update user_credit_allocations set reset_period = 'hourly'",
    # Nothing lies free above the target, and what the pool owes is no more than what is missing.
    "update user_credit_allocations set target_credits = 11",
    "update user_credit_allocations set refill_due_credits = 1",
    "update user_credit_allocations set allocated_credits = 50",
    "update user_credit_allocations set allocated_credits = 10",
    # Closed: filled up to nothing, owed nothing.
    "update user_credit_allocations set is_active = false, closed_at = now(),"
    " allocated_credits = 10, target_credits = 10",
    "update organization_credit_pools set available_credits = -1",
    "update organization_credit_pools set available_credits = 'NaN'",
    "update organization_credit_pools set available_credits = 0.0000001",
    "update organization_credit_pools set allocated_credits = -1",
    "update credit_lots set amount = 0",
    "update credit_lots set used_credits = amount + 1",
    "update credit_lots set restored_credits = 1",
    "update credit_lots set used_credits = 1, restored_credits = -1",
    "update credit_lots set out_credits = amount + 1",
    "update credit_holds set credits = -1",
    "update credit_holds set status = 'captured'",
]


def spent_of_a_hundred(owner: OwnerConnection) -> tuple[World, str]:
    world = make_world(owner)
    member = world.member()
    world.add(1_000)
    world.allocate(member, 100)
    world.deduct(member, 5)
    return world, member


@pytest.mark.parametrize("broken", BROKEN)
def test_a_check_backs_every_guard_up_even_for_the_owner(
    owner: OwnerConnection, broken: str
) -> None:
    world, member = spent_of_a_hundred(owner)
    world.hold(member, 5)
    with pytest.raises(psycopg.errors.CheckViolation):
        owner.execute(f"{broken} where org_id = %s".encode(), [world.org_id])


# Credits, and of them charged, overage and uncollected; what the provider charges.
BROKEN_USAGE = [
    (5, 4, 0, 0, None),
    (5, 6, -1, 0, None),
    (5, 6, 0, -1, None),
    (0, -1, 1, 0, None),
    ("NaN", "NaN", 0, 0, None),
    ("Infinity", "Infinity", 0, 0, None),
    ("0.0000001", "0.0000001", 0, 0, None),
    (5, 5, 0, 0, -1),
    (5, 5, 0, 0, "NaN"),
    (5, 5, 0, 0, "1e12"),
    (5, 5, 0, 0, "1e-13"),
]


@pytest.mark.parametrize("broken", BROKEN_USAGE)
def test_a_check_keeps_a_usage_row_that_does_not_add_up_out(
    owner: OwnerConnection, broken: tuple[object, ...]
) -> None:
    world, _ = spent_of_a_hundred(owner)
    with pytest.raises(psycopg.errors.CheckViolation):
        owner.execute(
            """insert into credit_usage_attribution (
                 org_id, usage_id, created_at, local_day, user_id, period_number, allocation_seq,
                 allocation_balance_after, remaining_credits, service_type, request_id,
                 credits_used, charged_credits, overage_credits, uncollected_credits, api_cost_usd)
               select
                 org_id, gen_random_uuid(), created_at, local_day, user_id, period_number,
                 allocation_seq + 1, allocation_balance_after, remaining_credits, service_type, 'b',
                 %s::numeric, %s::numeric, %s::numeric, %s::numeric, %s::numeric
               from credit_usage_attribution where org_id = %s""",
            [*broken, world.org_id],
        )  # fmt: skip
