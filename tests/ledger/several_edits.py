"""Edits that cancel out in a sum, rows that are gone, and rows that were invented."""

# Statements that are made together, separated by a semicolon.
TOGETHER = [
    # The next inflow would pay it out.
    """update user_credit_allocations set target_credits = target_credits + 500,
       refill_due_credits = refill_due_credits + 500 where is_active""",
    "update user_credit_allocations set target_credits = target_credits - 1,"
    " refill_due_credits = refill_due_credits - 1 where refill_due_credits > 1",
    """update user_credit_allocations set next_reset_date = next_reset_date + 7,
       next_reset_at = next_reset_at + interval '7 days' where next_reset_at is not null;
       update organization_credit_pools set next_due_at = next_boundary_at(org_id)
       where next_due_at is not null""",
    """update user_credit_allocations set reset_anchor_date = reset_anchor_date + 1,
       next_reset_date = next_reset_date + 1, last_reset_date = last_reset_date + 1,
       next_reset_at = next_reset_at + interval '1 day' where next_reset_at is not null""",
    """update organization_credit_pools set next_own_grant_date = next_own_grant_date + 30,
       next_own_grant_at = next_own_grant_at + interval '30 days'
       where next_own_grant_at is not null;
       update organization_credit_pools set next_refresh_at = next_own_grant_at,
       next_refresh_date = next_own_grant_date where next_own_grant_at is not null""",
    # A refund would pay it out.
    """update credit_lots set price_paid_usd = price_paid_usd * 100 where price_paid_usd > 0;
       update organization_credit_pools set lifetime_spent_usd = lifetime_spent_usd * 100
       where lifetime_spent_usd > 0""",
    """update credit_purchases set amount_usd = amount_usd + 1 where status = 'paid';
       update credit_lots set price_paid_usd = price_paid_usd + 1 where purchase_id is not null""",
    """update credit_purchases set status = 'paid', paid_at = created_at, paid_by = 'test',
       ended_at = null, ended_by = null, end_reason = null where status = 'pending';
       update org_billing_history set payment_status = 'paid'
       where event_type = 'credit_purchase' and payment_status = 'pending'""",
    """update subscription_invoices set status = 'paid', paid_at = made_at, paid_by = 'test'
       where status in ('open', 'failed');
       update org_billing_history set payment_status = 'paid'
       where event_type = 'invoice_created' and payment_status in ('pending', 'failed')""",
    """update subscription_invoices set price_usd = price_usd - 10, amount_usd = amount_usd - 10
       where amount_usd > 10;
       update org_billing_history set amount_usd = amount_usd - 10
       where event_type = 'invoice_created' and amount_usd > 10""",
    """update subscription_invoices set unused_usd = unused_usd + 10, amount_usd = amount_usd - 10
       where status = 'open';
       update org_billing_history set amount_usd = amount_usd - 10
       where event_type = 'invoice_created' and payment_status = 'pending'""",
    """update subscription_invoices set status = 'void', voided_at = made_at, voided_by = 'test',
       void_reason = 'a mistake' where status = 'open';
       update org_billing_history set payment_status = 'void'
       where event_type = 'invoice_created' and payment_status = 'pending'""",
    """update included_credits set taken_back_credits = taken_back_credits - 1,
       unrecovered_credits = unrecovered_credits + 1 where taken_back_credits > 1""",
    """update organization_subscriptions set price_usd = price_usd - 1 where status <> 'canceled';
       update subscription_periods set price_usd = price_usd - 1 where ends_at is null""",
    """update organization_subscriptions
       set current_period_end = current_period_end + interval '1 day' where status <> 'canceled';
       update subscription_terms set planned_end_at = planned_end_at + interval '1 day'
       where ended_at is null""",
    """update organization_subscriptions set standing_until = standing_until + interval '90 days',
       grace_ends_at = grace_ends_at + interval '90 days' where standing = 'past_due';
       update subscription_standings set until_at = until_at + interval '90 days'
       where standing = 'past_due' and until_at > '2040-03-30'""",
    """update organization_subscriptions set next_plan = 'hybrid', next_billing_cycle = 'yearly'
       where next_plan is not null""",
    """update organization_subscriptions set cancel_at = null
       where cancel_at is not null and status <> 'canceled'""",
    "update credit_debts set paid_credits = raised_credits",
    "update credit_debts set written_off_credits = raised_credits",
    """update credit_request_keys set credits = credits + 1 where verb = 'deduct'""",
    """update credit_refusals set needed_credits = needed_credits + 1;
       update credit_request_keys as k set credits = k.credits + 1 from credit_refusals as r
       where r.refusal_id = k.result_id""",
    """update credit_transfers as t set lot_id = l.lot_id from credit_lots as l
       where t.kind = 'purchase' and l.org_id = t.org_id and l.lot_id <> t.lot_id
       and l.source = 'grant'""",
    """update money_credits set amount_usd = amount_usd + 10, used_usd = used_usd + 10;
       update subscription_invoices set money_credit_usd = money_credit_usd + 10,
       amount_usd = amount_usd - 10 where money_credit_usd > 0""",
    """update subscription_terms set taken_over_at = now();
       update included_credits set taken_over_at = now()""",
    """update own_grants set credits = credits + 10 where until_at is null;
       update organization_credit_pools set own_monthly_credits = own_monthly_credits + 10,
       monthly_refresh_amount = monthly_refresh_amount + 10 where own_monthly_credits > 0""",
]

# Of which rows one is taken away, by table.
DELETED = {
    "credit_purchases": "true", "credit_lots": "true", "credit_holds": "true",
    "credit_resets": "true", "credit_transfers": "true", "credit_usage_attribution": "true",
    "credit_refusals": "true", "credit_requests": "true", "credit_debts": "true",
    "credit_usage_refunds": "true", "credit_lot_draws": "true", "included_credits": "true",
    "subscription_invoices": "true", "subscription_periods": "true", "subscription_terms": "true",
    "subscription_standings": "true", "money_credits": "true", "own_grants": "true",
    "own_grant_boundaries": "true", "calendar_moves": "true", "organization_standings": "true",
    "organization_credit_pools": "true", "user_credit_allocations": "true",
    "organization_subscriptions": "true", "organizations": "true", "credit_usage_daily": "true",
    "credit_usage_daily_users": "true", "credit_usage_daily_services": "true",
    "credit_usage_daily_totals": "true", "credit_allocation_changes": "true",
    "subscription_scheduled_changes": "true",
    # A failure that a later payment made good is told by the audit log alone.
    "org_billing_history": "event_type <> 'invoice_failed'",
    # Of what moved no credits nothing names its key.
    "credit_request_keys":
        "verb not in ('purchase', 'request_credits', 'approve_request', 'set_allocation')",
}  # fmt: skip

INVENTED = [
    # A second invoice, with and without its history.
    """insert into subscription_invoices select (jsonb_populate_record(i,
       jsonb_build_object('invoice_id', gen_random_uuid(), 'invoice_kind', 'proration'))).*
       from subscription_invoices as i where i.status = 'open' limit 1""",
    """insert into subscription_invoices select (jsonb_populate_record(i, jsonb_build_object(
       'invoice_id', '00000000-0000-4000-8000-000000000001', 'invoice_kind', 'proration'))).*
       from subscription_invoices as i where i.status = 'open' limit 1;
       insert into org_billing_history select (jsonb_populate_record(h, jsonb_build_object(
       'history_id', '00000000-0000-4000-8000-000000000001',
       'details', h.details || '{"invoice_kind": "proration"}'))).*
       from org_billing_history as h where h.event_type = 'invoice_created'
       and h.payment_status = 'pending' limit 1""",
    # A paid purchase without a payment.
    """insert into credit_purchases select (jsonb_populate_record(p,
       jsonb_build_object('purchase_id', gen_random_uuid()))).*
       from credit_purchases as p where p.status = 'paid' limit 1""",
    # A usage row, and a payment, a refund, a lot, a grant, a debt, a month.
    """insert into credit_usage_attribution select (jsonb_populate_record(u,
       jsonb_build_object('usage_id', gen_random_uuid()))).*
       from credit_usage_attribution as u limit 1""",
    """insert into org_billing_history select (jsonb_populate_record(h,
       jsonb_build_object('history_id', gen_random_uuid(), 'cash_usd', null,
       'cash_event_id', h.history_id))).*
       from org_billing_history as h where h.event_type = 'invoice_paid' limit 1""",
    """insert into org_billing_history select (jsonb_populate_record(h,
       jsonb_build_object('history_id', gen_random_uuid()))).*
       from org_billing_history as h where h.event_type = 'credit_refund' limit 1""",
    """insert into org_billing_history select (jsonb_populate_record(h,
       jsonb_build_object('history_id', gen_random_uuid()))).*
       from org_billing_history as h where h.event_type = 'credit_purchase' limit 1""",
    """insert into credit_debts select org_id, gen_random_uuid(), kind, user_id, raised_credits, 0,
       0, created_at from credit_debts limit 1""",
    """insert into money_credits select (jsonb_populate_record(m,
       jsonb_build_object('money_credit_id', gen_random_uuid(), 'used_usd', 0))).*
       from money_credits as m limit 1""",
    """insert into credit_transfers select (jsonb_populate_record(t,
       jsonb_build_object('transfer_id', gen_random_uuid(), 'pool_seq', t.pool_seq + 1000))).*
       from credit_transfers as t where t.kind = 'grant' limit 1""",
    """insert into included_credits select (jsonb_populate_record(c, '{"item_number": 12,
       "state": "due", "lot_id": null, "brought_at": null}')).*
       from included_credits as c where c.kind = 'month' and c.state = 'brought' limit 1""",
    """insert into credit_allocation_changes select (jsonb_populate_record(c,
       jsonb_build_object('change_number', 99))).* from credit_allocation_changes as c limit 1""",
    """insert into calendar_moves select (jsonb_populate_record(m,
       jsonb_build_object('move_id', gen_random_uuid(), 'new_at', now()))).*
       from calendar_moves as m limit 1""",
    """insert into credit_request_keys select (jsonb_populate_record(k,
       jsonb_build_object('request_key', 'invented', 'result_id', gen_random_uuid()))).*
       from credit_request_keys as k where k.verb = 'deduct' limit 1""",
]
