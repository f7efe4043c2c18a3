create or replace function verify_c01_pools() returns setof ledger_difference
language sql
stable
security definer
set search_path = public, pg_temp
as $fn$
    select 'C1 pool available', p.org_id, 'pool', coalesce(t.balance, 0)::text, p.available_credits::text
    from organization_credit_pools as p
    left join (
        select x.org_id, sum(case when x.to_account = 'pool' then x.amount else -x.amount end) as balance
        from credit_transfers as x
        where 'pool' in (x.from_account, x.to_account)
        group by x.org_id
    ) as t on t.org_id = p.org_id
    where p.available_credits <> coalesce(t.balance, 0)
    union all
    select 'C1 pool allocated', p.org_id, 'pool', coalesce(a.total, 0)::text, p.allocated_credits::text
    from organization_credit_pools as p
    left join (
        select x.org_id, sum(x.allocated_credits) as total from user_credit_allocations as x group by x.org_id
    ) as a on a.org_id = p.org_id
    where p.allocated_credits <> coalesce(a.total, 0);
$fn$;
comment on function verify_c01_pools() is 'C1: a pool''s available credits are its transfers in less those out; its allocated credits are the sum over the members.';
