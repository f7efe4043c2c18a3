"""Ledger verification names every kind of error: for each check one is planted past the guards."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from tests.conftest import OwnerConnection
from tests.world import World, make_world

# In the future, so that the keys of these rows are within retention whatever the day is.
START = datetime(2040, 3, 10, 9, tzinfo=UTC)

USAGE = "credit_usage_attribution"
A = "user_credit_allocations"
POOLS = "organization_credit_pools"
MOVES = "credit_transfers"
LOTS = "credit_lots"
DRAWS = "credit_lot_draws"

# The check that has to name the error, and the statements that plant it (all in one organization).
ERRORS: list[tuple[str, str]] = [
    ("C1 pool available", f"update {POOLS} set available_credits = available_credits + 1"),
    ("C1 pool allocated", f"update {POOLS} set allocated_credits = allocated_credits + 1"),
    ("C2 allocation balance", f"update {A} set allocated_credits = allocated_credits + 1"),
    ("C2 usage without allocation", f"update {USAGE} set user_id = 'nobody'"),
    ("C3 used", f"update {A} set used_credits = used_credits + 1"),
    ("C3 prior used", f"update {A} set prior_used_credits = prior_used_credits + 1"),
    ("C3 cumulative used", f"update {A} set cumulative_used_credits = cumulative_used_credits + 1"),
    ("C4 held", f"update {A} set held_credits = held_credits + 1"),
    ("C4 held", "update credit_holds set credits = credits + 1 where status = 'open'"),
    ("C5 allocation bounds", f"update {A} set held_credits = allocated_credits + 1"),
    ("C5 allocation bounds", f"update {A} set target_credits = 'NaN', refill_due_credits = 'NaN'"),
    ("C5 allocation bounds", f"update {A} "
     "set target_credits = 'Infinity', refill_due_credits = 'Infinity'"),
    ("C5 allocation bounds", f"update {A} set refill_due_credits = 0.0000001"),
    ("C5 allocation bounds", f"update {A} set used_credits = -1"),
    ("C5 pool bounds", f"update {POOLS} set available_credits = -1"),
    ("C5 usage bounds", f"update {USAGE} set charged_credits = charged_credits + 1"),
    ("C5 hold bounds", "update credit_holds set credits = 0 where status = 'open'"),
    ("C6 capture", f"delete from {USAGE} where hold_id is not null"),
    ("C6 capture", f"update {USAGE} set credits_used = credits_used + 1 where hold_id is not null"),
    ("C6 capture", "update credit_holds set captured_credits = 1 where status = 'captured'"),
    ("C6 capture", "update credit_holds set status = 'released' where status = 'captured'"),
    ("C7 result without its key", "delete from credit_request_keys where verb = 'deduct'"),
    ("C7 key without its result", "delete from credit_refusals"),
    ("C8 order", f"update {MOVES} "
     "set pool_balance_after = pool_balance_after + 1 where pool_seq = 2"),
    ("C8 order", f"update {MOVES} set pool_seq = pool_seq + 100 where pool_seq = 2"),
    ("C8 order", f"delete from {MOVES} where pool_seq = 2"),
    ("C8 order", f"update {USAGE} set allocation_balance_after = allocation_balance_after + 1"),
    ("C8 last", f"update {POOLS} set seq = seq + 1"),
    ("C8 last", f"update {A} set seq = seq + 1"),
    ("C9 lots cover balances", f"update {LOTS} set amount = amount + 1"),
    ("C9 lots cover balances", f"update {LOTS} "
     "set used_credits = used_credits + 1 where used_credits > 0"),
    ("C9 lots cover balances", f"update {LOTS} "
     "set restored_credits = restored_credits + 1 where used_credits > 0"),
    ("C9 lot bounds", f"update {LOTS} set out_credits = amount + 1"),
    ("C9 lot bounds", f"update {LOTS} set out_credits = -1"),
    ("C9 lot bounds", f"update {LOTS} set restored_credits = used_credits + 1"),
    ("C9 draws", f"update {DRAWS} set credits = credits + 1"),
    ("C9 draws", f"update {DRAWS} set restored_credits = restored_credits + 1"),
    ("C9 draws", f"delete from {DRAWS}"),
    ("C9 draw bounds", f"update {DRAWS} set restored_credits = credits + 1"),
    ("C9 lot paid for earlier use", f"update {LOTS} set use_at_opening = use_at_opening + 1000"),
    ("C9 paid purchase without its lot", f"update {LOTS} set purchase_id = null"),
    ("C10 daily", "update credit_usage_daily set credits = credits + 1"),
    ("C10 daily", "update credit_usage_daily set requests = requests + 1"),
    ("C10 daily", "delete from credit_usage_daily"),
    ("C10 daily", "update credit_usage_daily set refunded_credits = refunded_credits + 1"),
    ("C10 daily", "update credit_usage_refunds set local_day = local_day + 1"),
    ("C10 closed days by member", "update credit_usage_daily_users "
     "set refunded_credits = refunded_credits + 1"),
    ("C10 closed days by service", "update credit_usage_daily_services "
     "set refunded_credits = refunded_credits + 1"),
    ("C10 closed days", "update credit_usage_daily_totals "
     "set refunded_credits = refunded_credits + 1"),
    ("C10 closed days by member", "update credit_usage_daily_users set credits = credits + 1"),
    ("C10 closed days by service", "delete from credit_usage_daily_services"),
    ("C10 closed days", "update credit_usage_daily_totals set users = users + 1"),
    ("C11 uncollected", "update credit_debts set raised_credits = raised_credits + 1"),
    ("C11 uncollected", "delete from credit_debts"),
    ("C12 periods", "delete from credit_resets"),
    ("C12 rolled", "update credit_resets set rolled_credits = rolled_credits + 1"),
    ("C12 starts rise", f"update {A} set period_start = '2040-01-01'"),
    ("C13 sum of all accounts", f"update {POOLS} set available_credits = available_credits + 1"),
    ("C13 sum of all accounts", f"update {MOVES} set amount = amount + 1 where kind = 'purchase'"),
]  # fmt: skip
CHECKS = {f"C{number}" for number in range(1, 14)}


@pytest.fixture(scope="module")
def busy(owner_connection: OwnerConnection) -> World:
    """An organization with a row of every kind."""
    world = make_world(owner_connection, START)
    first, second = sorted(world.member() for _ in range(2))
    world.add(200)
    world.pay(world.purchase(100))
    for member in (first, second):
        world.allocate(member, 100, "daily")
        world.deduct(member, 30)
    world.capture(world.hold(first, 20)["hold_id"], 120)
    world.refund_usage(world.deduct(second, 10)["usage_id"], 4)
    world.deduct(second, 500)
    world.now = START + timedelta(days=2)
    world.settle()
    world.connection.execute("select close_usage_days(%s, %s)", [world.org_id, world.now])
    world.deduct(second, 5)
    world.hold(second, 5)
    return world


@pytest.fixture
def plant(owner: OwnerConnection, busy: World) -> Callable[[str], set[str]]:
    """Plant an error in one organization, see what verification names, and take it back."""

    def plant(statement: str) -> set[str]:
        with owner.transaction(force_rollback=True):
            tear_guards_down(owner)
            joined = " and " if " where " in statement else " where "
            done = owner.execute(f"{statement}{joined}org_id = %s".encode(), [busy.org_id])
            assert done.rowcount > 0, "nothing was planted"
            return {row["check_name"] for row in busy.differences()}

    return plant


def tear_guards_down(owner: OwnerConnection) -> None:
    """Drop every CHECK and switch every trigger off, which the rollback undoes."""
    guards = owner.execute(
        """select format('alter table %s drop constraint %I', k.conrelid::regclass, k.conname) as g
           from pg_constraint as k
           where k.contype = 'c' and k.connamespace = 'public'::regnamespace
           and k.conrelid <> 0 and k.coninhcount = 0
           union all
           select format('alter domain %s drop constraint %I', k.contypid::regtype, k.conname)
           from pg_constraint as k
           where k.contype = 'c' and k.connamespace = 'public'::regnamespace and k.contypid <> 0
           union all
           select format('alter table %s disable trigger user', c.oid::regclass)
           from pg_class as c
           where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')"""
    ).fetchall()
    for guard in guards:
        owner.execute(guard["g"].encode())


@pytest.mark.parametrize(("check", "error"), ERRORS)
def test_verification_names_an_error_that_was_planted(
    plant: Callable[[str], set[str]], check: str, error: str
) -> None:
    assert check in plant(error)


def test_every_check_has_an_error_that_it_names_and_finds_nothing_without_one(busy: World) -> None:
    assert {check.split()[0] for check, _ in ERRORS} == CHECKS
    assert busy.differences() == []


def test_a_member_whose_id_is_the_name_of_an_account_is_told_apart(
    owner: OwnerConnection,
) -> None:
    world = make_world(owner, START)
    for name in ("pool", "allocation", "consumed"):
        owner.execute(
            """insert into users (user_id, email, name) values (%s, 'x@example.com', 'x')
               on conflict do nothing""",
            [name],
        )
        owner.execute(
            "insert into organization_members (org_id, user_id, role) values (%s, %s, 'member')",
            [world.org_id, name],
        )
        world.add(100)
        world.allocate(name, 50)
        world.deduct(name, 20)
    assert world.differences() == []
