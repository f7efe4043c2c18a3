create or replace function verify_c11_debts() returns setof ledger_difference
language sql
stable
security definer
set search_path = public, pg_temp
as $fn$
    select 'C11 uncollected', coalesce(u.org_id, d.org_id), 'debts', coalesce(u.credits, 0)::text, coalesce(d.credits, 0)::text
    from (
        select x.org_id, sum(x.uncollected_credits) as credits
        from credit_usage_attribution as x where x.uncollected_credits > 0 group by x.org_id
    ) as u
    full join (
        select x.org_id, sum(x.raised_credits) as credits from credit_debts as x where x.kind = 'uncollected' group by x.org_id
    ) as d on d.org_id = u.org_id
    where coalesce(u.credits, 0) <> coalesce(d.credits, 0);
$fn$;
comment on function verify_c11_debts() is 'C11: uncollected cost is the sum of its debts, open, paid or written off.';
