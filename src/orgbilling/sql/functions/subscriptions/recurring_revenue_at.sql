create or replace function recurring_revenue_at(p_at timestamptz, out mrr_usd numeric, out subscriptions bigint)
language sql
stable
security definer
set search_path = public, pg_temp
as $fn$
    -- What a subscription was worth then is what the first change since says it was worth before.
    with changed as (
        select distinct on (h.org_id, h.subscription_id)
            h.org_id, h.subscription_id, (h.details ->> 'mrr_before_usd')::numeric as mrr_usd
        from org_billing_history as h
        where h.created_at > p_at
        and h.event_type in (
            'subscription_created', 'subscription_upgraded', 'subscription_downgraded', 'subscription_canceled', 'invoice_created'
        )
        and h.details ? 'mrr_before_usd'
        order by h.org_id, h.subscription_id, h.created_at, h.history_id
    ),
    then_worth as (
        select
            case
                when c.org_id is not null then c.mrr_usd
                when s.canceled_at <= p_at or s.trial_ends_at > p_at then 0
                when s.status = 'canceled' then monthly_share(s.price_usd, s.billing_cycle)
                else recurring_revenue(s.status, s.price_usd, s.billing_cycle)
            end as mrr_usd
        from organization_subscriptions as s
        left join changed as c on c.org_id = s.org_id and c.subscription_id = s.subscription_id
        where s.created_at <= p_at
    )
    select coalesce(sum(t.mrr_usd), 0), count(*) filter (where t.mrr_usd > 0) from then_worth as t;
$fn$;
comment on function recurring_revenue_at(timestamptz) is 'MRR in USD, and how many subscriptions made it, as of a past moment: from the subscriptions and the history of their changes since.';
