create or replace function may_spend(p_org_id uuid) returns boolean
language sql
stable
set search_path = public, pg_temp
as $fn$
    select exists (
        select 1 from organizations as o
        inner join organization_subscriptions as s on s.org_id = o.org_id and s.status <> 'canceled'
        where o.org_id = p_org_id and o.status = 'active' and is_spending_standing(s.standing)
    );
$fn$;
comment on function may_spend(uuid) is 'Whether the members of an organization may spend, as it was last settled.';
