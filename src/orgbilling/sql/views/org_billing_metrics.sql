create or replace view org_billing_metrics as
select
    o.org_id,
    o.name as org_name,
    coalesce(h.invoice_count, 0) as invoice_count,
    coalesce(h.invoiced_usd, 0) as invoiced_amount,
    coalesce(h.revenue_usd, 0) as revenue,
    coalesce(h.failed_payment_count, 0) as failed_payment_count,
    coalesce(u.credits_used, 0) as credits_used,
    coalesce(u.request_count, 0)::bigint as request_count,
    coalesce(u.active_users, 0) as active_users,
    coalesce(u.refunded_credits, 0) as refunded_credits
from organizations as o
left join (
    select
        e.org_id,
        count(*) filter (where e.event_type = 'invoice_created') as invoice_count,
        sum(e.amount_usd) filter (where e.event_type = 'invoice_created') as invoiced_usd,
        sum(e.cash_usd) as revenue_usd,
        count(*) filter (where e.event_type = 'invoice_failed') as failed_payment_count
    from org_billing_history as e
    inner join organizations as eo on eo.org_id = e.org_id
    where e.created_at >= midnight_of(local_date(statement_timestamp(), eo.time_zone) - 29, eo.time_zone)
    group by e.org_id
) as h on h.org_id = o.org_id
left join (
    select
        x.org_id,
        sum(x.credits) - sum(x.refunded_credits) as credits_used,
        sum(x.refunded_credits) as refunded_credits,
        sum(x.requests) as request_count,
        count(distinct x.user_id) filter (where x.requests > 0) as active_users
    from (
        select d.org_id, d.user_id, d.credits, d.requests, d.refunded_credits
        from credit_usage_daily_users as d
        inner join organizations as du on du.org_id = d.org_id
        where d.day >= local_date(statement_timestamp(), du.time_zone) - 29
        union all
        select d.org_id, d.user_id, d.credits, d.requests, d.refunded_credits
        from credit_usage_daily as d
        inner join organizations as dl on dl.org_id = d.org_id
        where d.day > dl.usage_closed_through and d.day >= local_date(statement_timestamp(), dl.time_zone) - 29
    ) as x
    group by x.org_id
) as u on u.org_id = o.org_id;
comment on view org_billing_metrics is 'One row an organization for the last 30 days (its local today and the 29 days before): invoices written and their sum, revenue received in USD (the sum of cash_usd: what was paid, of subscriptions and purchases alike, less refunds), failed payments, credits used (net of the refunds of these days, which refunded_credits says), requests, members who spent. Every block is summed on its own before it is joined. State as it is stored: a read settles nobody.';
