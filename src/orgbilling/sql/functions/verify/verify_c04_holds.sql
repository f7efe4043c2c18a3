create or replace function verify_c04_holds() returns setof ledger_difference
language sql
stable
security definer
set search_path = public, pg_temp
as $fn$
    select 'C4 held', a.org_id, a.user_id, coalesce(h.credits, 0)::text, a.held_credits::text
    from user_credit_allocations as a
    left join (
        select x.org_id, x.user_id, sum(x.credits) as credits
        from credit_holds as x where x.status = 'open' group by x.org_id, x.user_id
    ) as h on h.org_id = a.org_id and h.user_id = a.user_id
    where a.held_credits <> coalesce(h.credits, 0);
$fn$;
comment on function verify_c04_holds() is 'C4: held credits are the sum of the open holds.';
