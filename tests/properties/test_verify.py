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
    ("C14 due", "update included_credits set state = 'due' where state = 'brought'"),
    ("C14 brought", "update included_credits set credits = credits + 1 where lot_id is not null"),
    ("C14 taken back", "update included_credits "
     "set unrecovered_credits = unrecovered_credits + 1 where state = 'void'"),
    ("C14 own grant", "update own_grant_boundaries set credits = credits + 1"),
    ("C14 own grant rule", f"update {POOLS} set own_monthly_credits = own_monthly_credits + 1"),
    ("C14 own grant rule", "update own_grants set until_at = now() where until_at is null"),
    ("C14 subscription standing", "update organization_subscriptions set standing = 'active'"),
    ("C14 subscription standing", "delete from subscription_standings where standing_number > 1"),
    ("C14 organization standing", "update organizations set status = 'suspended'"),
    ("C14 standings follow each other", "update subscription_standings "
     "set from_at = from_at + interval '1 hour' where standing_number = 2"),
    ("C14 past due owes", "update subscription_invoices "
     "set status = 'paid' where status in ('open', 'failed')"),
    ("C14 next due", f"update {POOLS} set next_due_at = next_due_at + interval '1 second'"),
    ("C14 next due", f"update {POOLS} set next_due_at = null"),
    ("C14 period invoice", "update subscription_invoices set price_usd = price_usd + 1"),
    ("C14 period invoice", "delete from subscription_invoices where invoice_kind = 'period'"),
    ("C14 upgrade invoice", "update subscription_periods "
     "set invoice_id = null where period_number > 1"),
    ("C14 invoice history", "update org_billing_history "
     "set payment_status = 'paid' "
     "where payment_status = 'failed' and event_type = 'invoice_created'"),
    ("C14 invoice history", "update subscription_invoices set amount_usd = amount_usd + 1"),
    ("C14 money credit", "update money_credits set used_usd = used_usd + 1"),
    ("C14 months", "update subscription_terms set months_passed = months_passed + 1"),
    ("C14 months", "delete from included_credits where kind = 'month'"),
]  # fmt: skip
CHECKS = {f"C{number}" for number in range(1, 15)}


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


@pytest.fixture(scope="module")
def billed(owner_connection: OwnerConnection) -> World:
    """An organization with invoices, money credit, months, a difference and own grants."""
    world = make_world(owner_connection, START, subscribed=False)

    def verb(days: float, call: str, *arguments: object) -> None:
        world.now = START + timedelta(days=days)
        world.one(f"select {call}", world.org_id, *arguments, world.now)

    def include(byok: int, platform: int, hybrid: int) -> None:
        owner_connection.execute(
            """update plans set included_monthly_credits =
               case plan when 'byok' then %s when 'platform' then %s else %s end""",
            [byok, platform, hybrid],
        )

    world.grant_monthly(30)
    with owner_connection.transaction():
        include(100, 150, 200)
        verb(0, "create_subscription(%s, 'byok', 'yearly', 0, 'test', %s)")
        verb(1, "change_subscription(%s, 'platform', 'yearly', 'test', %s)")
        upgrade = world.one(
            """select invoice_id from subscription_invoices
               where org_id = %s and invoice_kind = 'proration'""",
            world.org_id,
        )["invoice_id"]
        verb(2, "void_invoice(%s, %s, 'test', 'a mistake', %s)", upgrade)
        verb(3, "change_subscription(%s, 'hybrid', 'monthly', 'test', %s)")
        # Other tests find the plans as they were.
        include(0, 0, 0)
    verb(100, "set_organization_status(%s, 'suspended', null, %s)")
    verb(101, "set_organization_status(%s, 'active', null, %s)")
    verb(200, "mark_subscription_past_due(%s, 9, 'test', 'declined', %s)")
    return world


@pytest.fixture
def plant(owner: OwnerConnection, busy: World, billed: World) -> Callable[[str, str], set[str]]:
    """Plant an error in one organization, see what verification names, and take it back."""

    def plant(check: str, statement: str) -> set[str]:
        world = billed if check.startswith("C14") else busy
        with owner.transaction(force_rollback=True):
            tear_guards_down(owner)
            joined = " and " if " where " in statement else " where "
            done = owner.execute(f"{statement}{joined}org_id = %s".encode(), [world.org_id])
            assert done.rowcount > 0, "nothing was planted"
            return {row["check_name"] for row in world.differences()}

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
    plant: Callable[[str, str], set[str]], check: str, error: str
) -> None:
    assert check in plant(check, error)


def test_every_check_has_an_error_that_it_names_and_finds_nothing_without_one(
    busy: World, billed: World
) -> None:
    assert {check.split()[0] for check, _ in ERRORS} == CHECKS
    assert busy.differences() == billed.differences() == []


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
