create or replace function verify_c06_captures() returns setof ledger_difference
language sql
stable
security definer
set search_path = public, pg_temp
as $fn$
    select 'C6 capture', coalesce(h.org_id, u.org_id), coalesce(h.hold_id, u.hold_id)::text,
        case when h.status = 'captured' then 'one usage row of ' || h.captured_credits else 'none' end,
        coalesce(u.rows_found, 0) || ' of ' || coalesce(u.credits::text, '0')
    from credit_holds as h
    full join (
        select x.org_id, x.hold_id, count(*) as rows_found, sum(x.credits_used) as credits
        from credit_usage_attribution as x where x.hold_id is not null group by x.org_id, x.hold_id
    ) as u on u.org_id = h.org_id and u.hold_id = h.hold_id
    where case
        when h.status = 'captured' then u.rows_found is distinct from 1 or u.credits is distinct from h.captured_credits
        else u.rows_found is not null
    end;
$fn$;
comment on function verify_c06_captures() is 'C6: a captured hold has exactly one usage row with its cost; no other hold has one.';
