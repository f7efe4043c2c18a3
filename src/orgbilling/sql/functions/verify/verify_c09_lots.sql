create or replace function verify_c09_lots() returns setof ledger_difference
language sql
stable
security definer
set search_path = public, pg_temp
as $fn$
    with lots as (
        select
            l.org_id, sum(l.amount - l.used_credits + l.restored_credits - l.out_credits) as left_credits, sum(l.used_credits) as used
        from credit_lots as l group by l.org_id
    ),
    members as (
        select
            a.org_id, sum(a.allocated_credits - a.used_credits) as credits, sum(a.cumulative_used_credits) as cumulative
        from user_credit_allocations as a group by a.org_id
    )
    select 'C9 lots cover balances', p.org_id, 'lots', (p.available_credits + coalesce(m.credits, 0))::text,
        (coalesce(l.left_credits, 0) - (coalesce(m.cumulative, 0) - p.lots_settled_use))::text
    from organization_credit_pools as p
    left join lots as l on l.org_id = p.org_id
    left join members as m on m.org_id = p.org_id
    where coalesce(l.left_credits, 0) - (coalesce(m.cumulative, 0) - p.lots_settled_use)
        <> p.available_credits + coalesce(m.credits, 0) or coalesce(l.used, 0) <> p.lots_settled_use
    union all
    select 'C9 lot bounds', l.org_id, l.lot_id::text, '0 <= used - restored + out <= ' || l.amount || ', restored <= used',
        format('used %s restored %s out %s', l.used_credits, l.restored_credits, l.out_credits)
    from credit_lots as l
    where not (
        l.used_credits - l.restored_credits + l.out_credits between 0 and l.amount
        and l.restored_credits between 0 and l.used_credits and l.out_credits >= 0
    )
    union all
    select 'C9 draws', l.org_id, l.lot_id::text, format('used %s restored %s', coalesce(d.credits, 0), coalesce(d.restored, 0)),
        format('used %s restored %s', l.used_credits, l.restored_credits)
    from credit_lots as l
    left join (
        select x.org_id, x.lot_id, sum(x.credits) as credits, sum(x.restored_credits) as restored
        from credit_lot_draws as x group by x.org_id, x.lot_id
    ) as d on d.org_id = l.org_id and d.lot_id = l.lot_id
    where l.used_credits <> coalesce(d.credits, 0) or l.restored_credits <> coalesce(d.restored, 0)
    union all
    select 'C9 draw bounds', d.org_id, d.draw_number::text, '0 <= restored <= ' || d.credits, d.restored_credits::text
    from credit_lot_draws as d where not (d.restored_credits between 0 and d.credits)
    union all
    select 'C9 lot paid for earlier use', m.org_id, m.lot_id::text, 'at most ' || (m.settled - m.use_at_opening), m.used_since::text
    from (
        select
            l.org_id, l.lot_id, l.use_at_opening, p.lots_settled_use as settled,
            sum(l.used_credits) over (
                partition by l.org_id order by l.use_at_opening range between current row and unbounded following
            ) as used_since
        from credit_lots as l join organization_credit_pools as p on p.org_id = l.org_id
    ) as m
    where m.used_since > greatest(m.settled - m.use_at_opening, 0)
    union all
    select 'C9 paid purchase without its lot', b.org_id, b.purchase_id::text, 'one lot', '0'
    from credit_purchases as b
    where b.status in ('paid', 'refunded') and not exists (
        select 1 from credit_lots as l where l.org_id = b.org_id and l.purchase_id = b.purchase_id
    );
$fn$;
comment on function verify_c09_lots() is 'C9: what is left of the lots, less the use not settled yet, is what the pool and the members have; each lot''s use and what of it came back are the sums of its draws; a lot pays no use from before it opened.';
