"""S4: balances could be written by whoever was connected; here only the functions may."""

import psycopg
import pytest

from tests.concurrency.callers import connect
from tests.conftest import OwnerConnection
from tests.world import make_world

MONEY = (
    "organization_credit_pools", "user_credit_allocations", "credit_lots", "credit_transfers",
    "credit_resets", "credit_holds", "credit_request_keys", "credit_refusals", "credit_debts",
    "credit_usage_attribution", "credit_usage_attribution_default", "credit_usage_daily",
    "credit_usage_daily_users", "credit_usage_daily_services", "credit_usage_daily_totals",
    "credit_usage_refunds", "credit_purchases", "org_billing_history", "organization_audit_log",
    "organization_subscriptions", "ledger_settings", "credit_price_tiers", "plans",
    "organization_standings", "subscription_standings", "subscription_terms",
    "subscription_periods", "subscription_invoices", "included_credits", "money_credits",
    "own_grants", "credit_allocation_changes", "own_grant_boundaries", "calendar_moves",
    "credit_requests", "model_prices", "gateway_calls", "organization_provider_keys",
    "credit_lot_draws", "organization_model_prices", "upstream_model_prices",
)  # fmt: skip
STEPS = (
    "store_allocation(null)",
    "post_inflow(null, 'grant', 1, 0, null, null, 'x', 'x', null, now())",
    "post_pool_moves(null, null, 0, 'x', 'x', null, now())",
    "store_spenders(null)",
    "undo_spending(null, null, null)",
    "post_usage(null)",
    "settle_lots(null)",
    "give_back_to_lots(null, 1, null, 30, now())",
    "post_usage_refund(null, null, null, 'pool', 1, 'x', 'x', null, now())",
    "allocate_locked(null, 1, 'x', null, null, null, now())",
    "reduce_locked(null, 1, 'x', 'x', null, now())",
    "reset_and_draw(null, now(), now())",
    "bring_included_credits(null, now(), now())",
    "pass_own_grant(null, now(), now())",
    "take_out_of_lot(null, null, 1, 'x', 'x', now())",
    "enter_standing(null, 'active', null, now(), 'x')",
    "stand_organization(null, 'active', now(), 'x')",
)


@pytest.mark.parametrize("table", MONEY)
def test_the_application_cannot_write_a_money_table(application_url: str, table: str) -> None:
    for statement in (
        f"insert into {table} default values",
        f"update {table} set {SHARED.get(table, 'org_id = org_id')}",
        f"delete from {table}",
        f"truncate {table}",
        f"select * from {table} for update",
    ):
        with connect(application_url) as connection, pytest.raises(psycopg.Error) as refused:
            connection.execute(statement.encode())
        assert refused.value.sqlstate == "42501", statement
    with connect(application_url) as connection:
        connection.execute(f"select * from {table} limit 1".encode())


SHARED = {
    "ledger_settings": "credits_per_usd = 1",
    "credit_price_tiers": "discount_percent = 99",
    "plans": "monthly_price_usd = 0",
    "model_prices": "input_usd_per_million = 0",
    "upstream_model_prices": "input_usd_per_million = 0",
}


@pytest.mark.parametrize("step", STEPS)
def test_the_application_cannot_call_a_step_of_a_verb(application_url: str, step: str) -> None:
    with connect(application_url) as connection, pytest.raises(psycopg.Error) as refused:
        connection.execute(f"select {step}".encode())
    assert refused.value.sqlstate == "42501"


def test_every_table_with_credits_is_on_the_list(owner: OwnerConnection) -> None:
    rows = owner.execute(
        """select c.relname as name from pg_class as c
           where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
           and c.relname like '%credit%' and c.relname !~ '_y\\d{4}m\\d{2}$'"""
    ).fetchall()
    assert {row["name"] for row in rows} <= set(MONEY)


def test_not_even_the_owner_rewrites_what_has_happened(owner: OwnerConnection) -> None:
    world = make_world(owner)
    world.add(10)
    for table in ("credit_transfers", "credit_resets", "credit_usage_attribution",
                  "credit_usage_refunds", "organization_audit_log"):  # fmt: skip
        for statement in (f"update {table} set org_id = org_id", f"delete from {table}"):
            with pytest.raises(psycopg.Error) as refused:
                owner.execute(statement.encode())
            assert refused.value.sqlstate == "OB020"
