create or replace function verify_c02_allocations() returns setof ledger_difference
language sql
stable
security definer
set search_path = public, pg_temp
as $fn$
    select 'C2 allocation balance', a.org_id, a.user_id, (coalesce(t.balance, 0) - coalesce(u.charged, 0))::text,
        (a.allocated_credits - a.used_credits)::text
    from user_credit_allocations as a
    left join (
        select x.org_id, x.user_id, sum(case when x.to_account = 'allocation' then x.amount else -x.amount end) as balance
        from credit_transfers as x
        where 'allocation' in (x.from_account, x.to_account)
        group by x.org_id, x.user_id
    ) as t on t.org_id = a.org_id and t.user_id = a.user_id
    left join (
        select x.org_id, x.user_id, sum(x.charged_credits) as charged
        from credit_usage_attribution as x group by x.org_id, x.user_id
    ) as u on u.org_id = a.org_id and u.user_id = a.user_id
    where a.allocated_credits - a.used_credits <> coalesce(t.balance, 0) - coalesce(u.charged, 0)
    union all
    select 'C2 usage without allocation', u.org_id, u.user_id, '0', sum(u.charged_credits)::text
    from credit_usage_attribution as u
    where not exists (
        select 1 from user_credit_allocations as a where a.org_id = u.org_id and a.user_id = u.user_id
    )
    group by u.org_id, u.user_id;
$fn$;
comment on function verify_c02_allocations() is 'C2: what a member has, less what was used, is the transfers in less those out less the usage charged.';
