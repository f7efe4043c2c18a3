create or replace function verify_c14_purchases() returns setof ledger_difference
language sql
stable
security definer
set search_path = public, pg_temp
as $fn$
    select 'C14 purchase', coalesce(p.org_id, h.org_id), coalesce(p.purchase_id, h.purchase_id)::text,
        format('%s credits for %s %s, %s', h.details ->> 'credits', h.amount_usd, h.currency, h.payment_status),
        format('%s credits for %s %s, %s', p.credits, p.amount_usd, p.currency, p.status)
    from credit_purchases as p
    full join (select x.* from org_billing_history as x where x.event_type = 'credit_purchase' and x.purchase_id is not null) as h
        on h.org_id = p.org_id and h.history_id = p.purchase_id and h.purchase_id = p.purchase_id
    where (p.credits, p.amount_usd, p.currency, p.created_at, p.requested_by,
            case p.status when 'refunded' then 'paid' when 'canceled' then 'none' when 'expired' then 'none' else p.status end)
        is distinct from ((h.details ->> 'credits')::numeric, h.amount_usd, 'USD', h.created_at, h.actor_id, h.payment_status)
    union all
    select 'C14 payment of a purchase', coalesce(p.org_id, h.org_id), coalesce(p.purchase_id, h.purchase_id)::text,
        format('%s credits, %s paid at %s', h.details ->> 'credits', h.amount_usd, h.created_at),
        format('%s credits, %s paid at %s', p.credits, p.amount_usd, p.paid_at)
    from (select x.* from credit_purchases as x where x.status in ('paid', 'refunded') or x.paid_at is not null or x.paid_by is not null) as p
    full join (
        select x.*, count(*) over (partition by x.org_id, x.purchase_id) as payments
        from org_billing_history as x where x.event_type = 'invoice_paid' and x.purchase_id is not null
    ) as h
        on h.org_id = p.org_id and h.purchase_id = p.purchase_id
    where p.status not in ('paid', 'refunded') or h.payments > 1 or (p.credits, p.amount_usd, p.paid_at, p.paid_by, 'paid')
        is distinct from ((h.details ->> 'credits')::numeric, h.amount_usd, h.created_at, h.actor_id, h.payment_status)
    union all
    select 'C14 purchase and its lot', p.org_id, p.purchase_id::text, format('%s credits, refunded %s', l.amount, l.out_credits = l.amount),
        format('%s credits, %s', p.credits, p.status)
    from credit_purchases as p
    left join credit_lots as l on l.org_id = p.org_id and l.purchase_id = p.purchase_id
    where (p.status in ('paid', 'refunded')) <> (l.lot_id is not null)
        or (l.lot_id is not null and (p.credits, p.paid_at, p.status = 'refunded') is distinct from (l.amount, l.opened_at, l.out_credits = l.amount))
        or (p.status in ('canceled', 'failed', 'expired')) < (num_nonnulls(p.ended_at, p.ended_by, p.end_reason) > 0)
        or num_nonnulls(p.ended_at, p.ended_by, p.end_reason) not in (0, 3) or p.ended_at < p.created_at
    union all
    select 'C14 end of a purchase', p.org_id, p.purchase_id::text, coalesce(l.details::text, 'no audit event'), format('%s: %s', p.status, p.end_reason)
    from credit_purchases as p
    left join organization_audit_log as l
        on l.org_id = p.org_id and l.event_type = 'org.credits.purchase_ended' and l.subject = p.purchase_id::text
    where p.ended_at is not null and (p.status, p.end_reason, p.ended_by)
        is distinct from (l.details ->> 'outcome', l.details ->> 'reason', l.actor_id);
$fn$;
comment on function verify_c14_purchases() is 'C14: a purchase is its lot, its order and its payment in the history, in credits and dollars; what was given back is what its lot cost; the pools lifetime figures are their sums.';
