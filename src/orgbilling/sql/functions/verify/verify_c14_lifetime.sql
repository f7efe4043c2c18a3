create or replace function verify_c14_lifetime() returns setof ledger_difference
language sql
stable
security definer
set search_path = public, pg_temp
as $fn$
    with lots as (
        select
            l.org_id, l.source, l.amount, l.price_paid_usd, coalesce(t.credits, 0) as back,
            round(l.price_paid_usd * coalesce(t.credits, 0) / l.amount, 2) as back_usd, l.expires_at
        from credit_lots as l
        left join (
            select x.org_id, x.lot_id, sum(x.amount) as credits from credit_transfers as x
            where x.kind = 'purchase_refund' group by x.org_id, x.lot_id
        ) as t on t.org_id = l.org_id and t.lot_id = l.lot_id
    ),
    sums as (
        select
            s.org_id, sum(case when s.source = 'purchase' then s.amount - s.back else 0 end) as bought, sum(s.price_paid_usd) as paid_usd,
            sum(s.back_usd) as back_usd, bool_or(s.expires_at is not null and s.price_paid_usd > 0 and s.back > 0) as is_rounded_otherwise
        from lots as s group by s.org_id
    ),
    refunds as (
        select h.* from org_billing_history as h where h.event_type = 'credit_refund' and h.subscription_id is null
    ),
    given_back as (select r.org_id, -sum(r.amount_usd) as usd from refunds as r group by r.org_id)
    select 'C14 lifetime', p.org_id, 'pool', format('%s credits for %s', coalesce(s.bought, 0), coalesce(s.paid_usd, 0) - coalesce(g.usd, 0)),
        format('%s credits for %s', p.lifetime_purchased_credits, p.lifetime_spent_usd)
    from organization_credit_pools as p
    left join sums as s on s.org_id = p.org_id
    left join given_back as g on g.org_id = p.org_id
    where (p.lifetime_purchased_credits, p.lifetime_spent_usd)
        is distinct from (coalesce(s.bought, 0), coalesce(s.paid_usd, 0) - coalesce(g.usd, 0))
    union all
    select 'C14 dollars given back', s.org_id, 'refunds', s.back_usd::text, coalesce(g.usd, 0)::text
    from sums as s
    left join given_back as g on g.org_id = s.org_id
    where s.back_usd <> coalesce(g.usd, 0) and not s.is_rounded_otherwise
    union all
    select 'C14 refund and its history', coalesce(t.org_id, r.org_id), coalesce(t.created_at, r.created_at)::text, coalesce(t.credits, 0)::text,
        coalesce(r.credits, 0)::text
    from (
        select x.org_id, x.created_at, l.purchase_id, sum(x.amount) as credits from credit_transfers as x
        left join credit_lots as l on l.org_id = x.org_id and l.lot_id = x.lot_id
        where x.kind = 'purchase_refund' group by x.org_id, x.created_at, l.purchase_id
    ) as t
    full join (
        select x.org_id, x.created_at, x.purchase_id, sum((x.details ->> 'credits')::numeric) as credits
        from refunds as x group by x.org_id, x.created_at, x.purchase_id
    ) as r on r.org_id = t.org_id and r.created_at = t.created_at and r.purchase_id is not distinct from t.purchase_id
    where t.credits is distinct from r.credits
    union all
    select 'C14 grant and its history', coalesce(l.org_id, h.org_id), coalesce(l.opened_at, h.created_at)::text,
        format('%s for %s', l.credits, l.usd), format('%s for %s', h.credits, h.usd)
    from (
        select x.org_id, x.opened_at, sum(x.amount) as credits, sum(x.price_paid_usd) as usd from credit_lots as x
        where x.source in ('purchase', 'grant') and x.purchase_id is null group by x.org_id, x.opened_at
    ) as l
    full join (
        select x.org_id, x.created_at, sum((x.details ->> 'credits')::numeric) as credits, sum(x.amount_usd) as usd from org_billing_history as x
        where x.event_type = 'credit_purchase' and x.purchase_id is null group by x.org_id, x.created_at
    ) as h on h.org_id = l.org_id and h.created_at = l.opened_at
    where (l.credits, l.usd) is distinct from (h.credits, h.usd);
$fn$;
comment on function verify_c14_lifetime() is 'C14: dollars given back are what the credits that went back had cost, each with its row in the history; the lifetime figures of a pool are what was bought less what was given back.';
