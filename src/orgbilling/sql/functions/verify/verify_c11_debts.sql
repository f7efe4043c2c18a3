create or replace function verify_c11_debts() returns setof ledger_difference
language sql
stable
security definer
set search_path = public, pg_temp
as $fn$
    select 'C11 uncollected', coalesce(u.org_id, d.org_id), coalesce(u.usage_id, d.debt_id)::text,
        format('%s of %s', coalesce(u.uncollected_credits, 0), u.user_id), format('%s of %s', coalesce(d.raised_credits, 0), d.user_id)
    from (select x.* from credit_usage_attribution as x where x.uncollected_credits > 0) as u
    full join credit_debts as d on d.org_id = u.org_id and d.debt_id = u.usage_id
    where (u.uncollected_credits, u.user_id, u.created_at) is distinct from (d.raised_credits, d.user_id, d.created_at)
        or d.kind <> 'uncollected'
    union all
    select 'C11 paid or written off', d.org_id, d.debt_id::text, '0 and 0', format('%s and %s', d.paid_credits, d.written_off_credits)
    from credit_debts as d where d.paid_credits <> 0 or d.written_off_credits <> 0;
$fn$;
comment on function verify_c11_debts() is 'C11: uncollected cost is a debt of its usage; nothing is paid or written off, because no verb does so yet.';
