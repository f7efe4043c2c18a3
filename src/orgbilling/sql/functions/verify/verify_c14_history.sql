create or replace function verify_c14_history() returns setof ledger_difference
language sql
stable
security definer
set search_path = public, pg_temp
as $fn$
    with steps as (
        select b.org_id, b.subscription_id, l.event_type, count(*) as audited
        from verify_subscriptions_by_verbs() as b
        inner join organization_audit_log as l on l.org_id = b.org_id and l.subject = b.subscription_id::text
        where l.event_type in (
            'org.subscription.created', 'org.subscription.upgraded', 'org.subscription.downgraded', 'org.subscription.paused',
            'org.subscription.resumed', 'org.subscription.canceled'
        )
        group by b.org_id, b.subscription_id, l.event_type
    ),
    told as (
        select h.org_id, h.subscription_id,
            'org.' || case h.details ->> 'reason'
                when 'paused' then 'subscription.paused' when 'resumed' then 'subscription.resumed' else replace(h.event_type, '_', '.')
            end as event_type, count(*) as told
        from verify_subscriptions_by_verbs() as b
        inner join org_billing_history as h on h.org_id = b.org_id and h.subscription_id = b.subscription_id
        where h.event_type in ('subscription_created', 'subscription_upgraded', 'subscription_downgraded', 'subscription_canceled')
        group by h.org_id, h.subscription_id, 3
    )
    select 'C14 step of a subscription', coalesce(s.org_id, t.org_id), coalesce(s.subscription_id, t.subscription_id)::text,
        format('%s %s', coalesce(s.event_type, t.event_type), coalesce(s.audited, 0)), coalesce(t.told, 0)::text
    from steps as s
    full join told as t on t.org_id = s.org_id and t.subscription_id = s.subscription_id and t.event_type = s.event_type
    where coalesce(s.audited, 0) <> coalesce(t.told, 0)
    union all
    select 'C14 cost of a step', h.org_id, h.history_id::text, coalesce(n.usd, 0)::text, h.amount_usd::text
    from org_billing_history as h
    left join lateral (
        select case h.event_type when 'subscription_created' then (
            select r.price_usd from subscription_terms as t
            inner join subscription_periods as r on r.org_id = t.org_id and r.term_id = t.term_id and r.period_number = 1
            where t.org_id = h.org_id and t.subscription_id = h.subscription_id and t.term_number = 1 and not t.is_trial
        ) when 'subscription_upgraded' then (
            -- Of a term whose invoice is void nothing is left beyond the price of the new one: the invoice is 0 then.
            select case when i.price_usd = i.unused_usd then least(h.amount_usd, 0) else i.price_usd - i.unused_usd end
            from subscription_invoices as i
            inner join subscription_periods as r on r.org_id = i.org_id and r.term_id = i.term_id and r.invoice_id = i.invoice_id and r.cause = 'changed'
            where i.org_id = h.org_id and i.subscription_id = h.subscription_id and i.made_at = h.created_at and h.details ? 'new_plan'
            order by abs(i.price_usd - i.unused_usd - h.amount_usd) limit 1
        ) end as usd
    ) as n on true
    where h.event_type like 'subscription_%' and (
        h.amount_usd <> coalesce(n.usd, 0) or h.payment_status is distinct from 'none' or h.currency <> 'USD' or h.purchase_id is not null
    )
    union all
    select 'C14 history of nothing', h.org_id, h.history_id::text, 'what it is about', h.event_type
    from org_billing_history as h
    where h.currency <> 'USD'
        or (h.subscription_id is not null and not exists (
            select 1 from organization_subscriptions as s where s.org_id = h.org_id and s.subscription_id = h.subscription_id
        ))
        or (h.purchase_id is not null and not exists (
            select 1 from credit_purchases as p where p.org_id = h.org_id and p.purchase_id = h.purchase_id
        ))
        or (h.event_type = 'credit_refund' and h.payment_status <> case when h.amount_usd < 0 and h.subscription_id is null then 'refunded' else 'none' end)
        or (h.event_type = 'credit_purchase' and h.purchase_id is null and h.payment_status <> case when h.amount_usd > 0 then 'paid' else 'none' end);
$fn$;
comment on function verify_c14_history() is 'C14: the history tells each step of a subscription that the audit log tells, once; it says what an upgrade cost; requests of members were decided as the audit log says.';
