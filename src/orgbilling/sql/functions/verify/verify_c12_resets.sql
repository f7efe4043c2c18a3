create or replace function verify_c12_resets() returns setof ledger_difference
language sql
stable
security definer
set search_path = public, pg_temp
as $fn$
    select 'C12 periods', a.org_id, a.user_id, (a.period_number - 1) || ' reset rows', coalesce(r.found, 0)::text
    from user_credit_allocations as a
    left join (
        select x.org_id, x.user_id, count(*) as found from credit_resets as x group by x.org_id, x.user_id
    ) as r on r.org_id = a.org_id and r.user_id = a.user_id
    where a.period_number - 1 <> coalesce(r.found, 0)
    union all
    select 'C12 rolled', r.org_id, format('%s period %s', r.user_id, r.period_number),
        (coalesce(u.charged, 0) - coalesce(f.credits, 0))::text, r.rolled_credits::text
    from credit_resets as r
    left join (
        select x.org_id, x.user_id, x.period_number, sum(x.charged_credits) as charged
        from credit_usage_attribution as x group by 1, 2, 3
    ) as u on u.org_id = r.org_id and u.user_id = r.user_id and u.period_number = r.period_number
    left join (
        select x.org_id, x.user_id, x.period_number, sum(x.credits) as credits
        from credit_usage_refunds as x where x.to_account = 'allocation' group by 1, 2, 3
    ) as f on f.org_id = r.org_id and f.user_id = r.user_id and f.period_number = r.period_number
    where r.rolled_credits <> coalesce(u.charged, 0) - coalesce(f.credits, 0)
    union all
    select 'C12 starts rise', s.org_id, format('%s period %s', s.user_id, s.period_number), 'after ' || s.before, s.period_start::text
    from (
        select x.*, lag(x.period_start) over (partition by x.org_id, x.user_id order by x.period_number) as before
        from (
            select r.org_id, r.user_id, r.period_number, r.period_start from credit_resets as r
            union all
            select a.org_id, a.user_id, a.period_number, a.period_start from user_credit_allocations as a
        ) as x
    ) as s
    where s.period_start <= s.before;
$fn$;
comment on function verify_c12_resets() is 'C12: one reset row a member and ended period, which rolled that period''s use; period starts strictly rise.';
