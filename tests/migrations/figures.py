"""What an installation shows, organization by organization, exact: for comparing before and after.

`MONEY` is what no migration may change, and is read the same under every revision; `STANDING` is
what was true of subscriptions and dates when a dump was made, for those who take them over;
`CALENDAR` is the same since there are terms, months and invoices: no later migration changes it.
"""

from decimal import Decimal
from typing import Any

import psycopg
from psycopg.rows import dict_row

Figures = dict[str, dict[str, dict[str, Any]]]
"""Kind of figure, then what it is of, then name and value."""

MONEY = {
    "pool": """
        select org_id, 'credits' as of, available_credits, allocated_credits,
            lifetime_purchased_credits, lifetime_spent_usd, pool_seq
        from (select *, seq as pool_seq from organization_credit_pools) as p""",
    "allocations": """
        select org_id, user_id as of, allocated_credits, used_credits, held_credits,
            target_credits, refill_due_credits, prior_used_credits, cumulative_used_credits,
            period_number, seq
        from user_credit_allocations""",
    # What was used is counted net where a later revision counts it gross beside what went back.
    "lots": """
        select org_id, source as of, count(*) as lots, sum(amount) as credits,
            sum(amount - used_credits - out_credits
                + coalesce((to_jsonb(l) ->> 'restored_credits')::numeric, 0)) as left_credits,
            sum(out_credits) as out_credits, sum(price_paid_usd) as paid_usd
        from credit_lots as l group by 1, 2""",
    "purchases": """
        select org_id, status as of, count(*) as purchases, sum(credits) as credits,
            sum(amount_usd) as usd
        from credit_purchases group by 1, 2""",
    "invoices": """
        select org_id, payment_status as of, count(*) as invoices, sum(amount_usd) as usd
        from org_billing_history where event_type = 'invoice_created' group by 1, 2""",
    "history": """
        select org_id, event_type as of, count(*) as events, sum(amount_usd) as usd,
            min(created_at) as first_at, max(created_at) as last_at
        from org_billing_history group by 1, 2""",
    "transfers": """
        select org_id, kind as of, count(*) as transfers, sum(amount) as credits
        from credit_transfers group by 1, 2""",
    "resets": """
        select org_id, user_id as of, count(*) as resets, sum(rolled_credits) as rolled,
            sum(granted_credits) as granted, sum(returned_credits) as returned
        from credit_resets group by 1, 2""",
    "holds": """
        select org_id, status as of, count(*) as holds, sum(credits) as credits,
            sum(captured_credits) as captured
        from credit_holds group by 1, 2""",
    "usage": """
        select org_id, user_id as of, count(*) as calls, sum(credits_used) as credits,
            sum(charged_credits) as charged, sum(overage_credits) as overage,
            sum(uncollected_credits) as uncollected, sum(api_cost_usd) as api_cost_usd,
            sum(markup_usd) as markup_usd
        from credit_usage_attribution group by 1, 2""",
    "usage_days": """
        select org_id, user_id as of, count(distinct day) as days, sum(credits) as credits,
            sum(requests) as requests
        from credit_usage_daily where requests > 0 group by 1, 2""",
    "usage_refunds": """
        select org_id, to_account as of, count(*) as refunds, sum(credits) as credits
        from credit_usage_refunds group by 1, 2""",
    "debts": """
        select org_id, kind as of, count(*) as debts, sum(raised_credits) as raised,
            sum(paid_credits) as paid, sum(written_off_credits) as written_off
        from credit_debts group by 1, 2""",
}

STANDING = {
    "organization": """
        select org_id, name as of, status, time_zone, created_at from organizations""",
    "subscriptions": """
        select org_id, subscription_id as of, subscription_plan, billing_cycle, price_usd, status,
            trial_ends_at, anchor_date, period_index, current_period_start, current_period_end,
            grace_ends_at, cancel_at, canceled_at, next_plan, next_billing_cycle, created_at
        from organization_subscriptions""",
    "refresh": """
        select org_id, 'pool' as of, monthly_refresh_amount, refresh_anchor_date,
            last_refresh_date, next_refresh_date, next_refresh_at
        from organization_credit_pools""",
    "refreshes": """
        select org_id, reason as of, count(*) as lots, sum(amount) as credits,
            max(created_at) as last_at
        from credit_transfers where kind = 'refresh' group by 1, 2""",
}

CALENDAR = {
    "organization": """
        select org_id, name as of, status, time_zone, created_at from organizations""",
    "subscriptions": """
        select org_id, subscription_id as of, subscription_plan, billing_cycle, price_usd, status,
            standing, standing_until, current_period_start, current_period_end, next_plan
        from organization_subscriptions""",
    "terms": """
        select org_id, term_id as of, starts_at, planned_end_at, ended_at, anchor_date, is_trial
        from subscription_terms""",
    "rows": """
        select org_id, term_id::text || ' ' || period_number as of, subscription_plan, price_usd,
            included_monthly_credits, starts_at, ends_at, cause, invoice_id
        from subscription_periods""",
    "bills": """
        select org_id, invoice_id as of, invoice_kind, price_usd, unused_usd, money_credit_usd,
            amount_usd, status, made_at, paid_at, voided_at
        from subscription_invoices""",
    "included": """
        select org_id, state as of, count(*) as items, sum(credits) as credits,
            sum(taken_back_credits) as taken_back, sum(unrecovered_credits) as unrecovered
        from included_credits group by 1, 2""",
    "next": """
        select org_id, 'pool' as of, next_due_at, next_own_grant_at
        from organization_credit_pools""",
    "owed_back": """
        select org_id, term_id as of, sum(amount_usd) as usd from money_credits group by 1, 2""",
}
STANDING_OF = {"0014": STANDING, "0022": CALENDAR}
"""What was true beside the money, by the revision of a dump."""


def read_figures(owner_url: str, queries: dict[str, str]) -> dict[str, Figures]:
    """Return the figures of every organization by its id, all of one snapshot."""
    found: dict[str, Figures] = {}
    with psycopg.connect(owner_url, row_factory=dict_row) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.execute("set timezone = 'UTC'")
        for kind, query in queries.items():
            for row in connection.execute(f"select * from ({query}) as f order by 1, 2"):
                figures = found.setdefault(str(row.pop("org_id")), {})
                of = str(row.pop("of"))
                figures.setdefault(kind, {})[of] = {
                    name: _exact(value) for name, value in row.items() if value is not None
                }
    return found


def _exact(value: Any) -> Any:
    """JSON's numbers are doubles, so that an amount is written as text."""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value if isinstance(value, int) else str(value)
