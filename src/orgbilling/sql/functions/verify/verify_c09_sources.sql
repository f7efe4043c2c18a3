create or replace function verify_c09_sources() returns setof ledger_difference
language sql
stable
security definer
set search_path = public, pg_temp
as $fn$
    with inflows as (
        select t.* from credit_transfers as t where t.kind in ('purchase', 'grant', 'refresh', 'opening')
    )
    select 'C9 lot and its transfer', coalesce(l.org_id, t.org_id), coalesce(l.lot_id, t.lot_id)::text,
        format('%s of %s until %s', t.kind, t.amount, t.lot_expires_at), format('%s of %s until %s', l.source, l.amount, l.expires_at)
    from (select x.* from credit_lots as x where x.source <> 'refund') as l
    full join inflows as t on t.org_id = l.org_id and t.lot_id = l.lot_id
    where (l.source, l.amount, l.expires_at) is distinct from (t.kind, t.amount, t.lot_expires_at)
        or (l.source <> 'refresh' and l.opened_at <> t.created_at)
        or (substr(l.lot_id::text, 15, 1) = '7' and abs(extract(epoch from uuid_v7_instant(l.lot_id) - t.created_at)) > 1)
    union all
    select 'C9 lot of a refund', l.org_id, l.lot_id::text, format('at most %s until %s', t.amount, t.lot_expires_at), format('%s until %s', l.amount, l.expires_at)
    from credit_lots as l
    left join credit_transfers as t on t.org_id = l.org_id and t.transfer_id = l.lot_id and t.kind = 'usage_refund' and t.lot_id = l.lot_id
    -- A way back to an earlier version leaves a spent lot that expired at the epoch.
    where l.source = 'refund' and l.expires_at is distinct from 'epoch'::timestamptz and not coalesce(
        l.amount <= t.amount and l.opened_at = t.created_at and l.expires_at is not distinct from t.lot_expires_at, false
    )
    union all
    select 'C9 lot price', l.org_id, l.lot_id::text, coalesce(p.amount_usd, h.amount_usd, 0)::text, l.price_paid_usd::text
    from credit_lots as l
    left join credit_purchases as p on p.org_id = l.org_id and p.purchase_id = l.purchase_id and p.status in ('paid', 'refunded')
    left join lateral (
        select x.amount_usd from org_billing_history as x
        where x.org_id = l.org_id and x.event_type = 'credit_purchase' and x.purchase_id is null and x.created_at = l.opened_at
        and (x.details ->> 'credits')::numeric = l.amount
        order by x.amount_usd = l.price_paid_usd desc
        limit 1
    ) as h on l.purchase_id is null and l.source in ('purchase', 'grant')
    where l.price_paid_usd <> coalesce(p.amount_usd, h.amount_usd, 0) or (l.price_paid_usd > 0 and l.source <> 'purchase')
        or (l.purchase_id is not null and (p.purchase_id is null or l.source <> 'purchase'))
        or l.priority <> case when l.price_paid_usd > 0 then 10 else 0 end
    union all
    select 'C9 given out', l.org_id, l.lot_id::text, coalesce(t.credits, 0)::text, l.out_credits::text
    from credit_lots as l
    left join (
        select x.org_id, x.lot_id, sum(x.amount) as credits from credit_transfers as x
        where x.kind in ('purchase_refund', 'reversal', 'expiry') group by x.org_id, x.lot_id
    ) as t on t.org_id = l.org_id and t.lot_id = l.lot_id
    where l.out_credits < coalesce(t.credits, 0) or (l.expires_at is null and l.out_credits <> coalesce(t.credits, 0))
    union all
    select 'C9 given out in all', p.org_id, 'lots', coalesce(t.credits, 0)::text, l.credits::text
    from organization_credit_pools as p
    inner join (
        select x.org_id,
            sum(x.out_credits) - coalesce(sum(x.amount) filter (where x.source = 'refund' and x.expires_at <> 'epoch'), 0) as credits
        from credit_lots as x group by x.org_id
    ) as l on l.org_id = p.org_id
    left join (
        select x.org_id, sum(x.amount) as credits from credit_transfers as x
        where x.kind in ('purchase_refund', 'reversal', 'expiry') group by x.org_id
    ) as t on t.org_id = p.org_id
    where l.credits <> coalesce(t.credits, 0);
$fn$;
comment on function verify_c09_sources() is 'C9: a lot is what its transfer brought, at the price of its purchase, until the day it was promised for; what left it by transfers is what it gave out; lots and draws are numbered without a gap.';
