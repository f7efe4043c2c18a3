create or replace function verify_c13_sum() returns setof ledger_difference
language sql
stable
security definer
set search_path = public, pg_temp
as $fn$
    select 'C13 sum of all accounts', p.org_id, 'all accounts', '0',
        (p.available_credits + coalesce(a.credits, 0) + coalesce(u.charged, 0) - coalesce(t.net_in, 0))::text
    from organization_credit_pools as p
    left join (
        select x.org_id, sum(x.allocated_credits - x.used_credits) as credits from user_credit_allocations as x group by x.org_id
    ) as a on a.org_id = p.org_id
    left join (
        select x.org_id, sum(x.charged_credits) as charged from credit_usage_attribution as x group by x.org_id
    ) as u on u.org_id = p.org_id
    left join (
        select x.org_id, sum(case when x.to_account in ('expired', 'refunded') then -x.amount else x.amount end) as net_in
        from credit_transfers as x
        where x.from_account in ('purchased', 'granted', 'refreshed', 'opening', 'consumed') or x.to_account in ('expired', 'refunded')
        group by x.org_id
    ) as t on t.org_id = p.org_id
    where p.available_credits + coalesce(a.credits, 0) + coalesce(u.charged, 0) <> coalesce(t.net_in, 0);
$fn$;
comment on function verify_c13_sum() is 'C13: over all accounts, what came in is what is there and what went out.';
