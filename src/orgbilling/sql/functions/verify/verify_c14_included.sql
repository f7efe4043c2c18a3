create or replace function verify_c14_included() returns setof ledger_difference
language sql
stable
security definer
set search_path = public, pg_temp
as $fn$
    select 'C14 due', c.org_id, format('%s %s %s', c.term_id, c.kind, c.item_number), 'brought', 'due'
    from included_credits as c
    inner join subscription_terms as t on t.org_id = c.org_id and t.term_id = c.term_id
    inner join organization_subscriptions as s on s.org_id = t.org_id and s.subscription_id = t.subscription_id
    inner join organizations as o on o.org_id = c.org_id
    where
        c.state = 'due'
        and ((o.status = 'active' and is_spending_standing(s.standing)) or is_paid_for(c.org_id, c.term_id, c.due_at))
    union all
    select 'C14 item', c.org_id, format('%s %s %s', c.term_id, c.kind, c.item_number), 'a month or a difference of a term', c.state
    from included_credits as c
    left join subscription_terms as t on t.org_id = c.org_id and t.term_id = c.term_id
    where t.term_id is null or c.kind not in ('month', 'difference') or c.state not in ('due', 'brought', 'skipped', 'void', 'reversed')
    union all
    select 'C14 brought', c.org_id, format('%s %s %s', c.term_id, c.kind, c.item_number), c.credits::text, coalesce(l.amount, 0)::text
    from included_credits as c
    left join credit_lots as l on l.org_id = c.org_id and l.lot_id = c.lot_id and l.source = 'refresh'
    where (c.brought_at is not null and c.credits <> coalesce(l.amount, 0)) or (c.brought_at is null and c.lot_id is not null)
    union all
    select 'C14 own grant', b.org_id, b.boundary_date::text, b.credits::text, coalesce(l.amount::text, 'none')
    from own_grant_boundaries as b
    left join credit_lots as l on l.org_id = b.org_id and l.lot_id = b.lot_id and l.source = 'refresh'
    where b.lot_id is not null and l.amount is distinct from b.credits
    union all
    select 'C14 own grant rule', p.org_id, 'pool', coalesce(g.credits, 0)::text, p.own_monthly_credits::text
    from organization_credit_pools as p
    left join own_grants as g on g.org_id = p.org_id and g.until_at is null
    where p.own_monthly_credits <> coalesce(g.credits, 0);
$fn$;
comment on function verify_c14_included() is 'C14: nothing is left due that may be brought; each month, difference and own grant that was brought is its lot.';
