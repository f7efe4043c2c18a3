create or replace function usage_receipt(p_org_id uuid, p_request_id text) returns setof credit_usage_attribution
language sql
stable
rows 1
security definer
set search_path = public, pg_temp
-- A plan of the first day, when all tables are small, is kept for years.
set enable_seqscan = off
as $fn$
    select u.*
    from credit_request_keys as k
    cross join lateral usage_by_id(k.org_id, case k.verb
        when 'deduct' then k.result_id
        else (select h.usage_id from credit_holds as h where h.org_id = k.org_id and h.hold_id = k.result_id)
    end) as u
    where k.org_id = p_org_id and k.request_key = p_request_id and k.verb in ('deduct', 'reserve');
$fn$;
comment on function usage_receipt(uuid, text) is 'The usage row of a request, by its request id; none while it runs, or where it cost nothing because it was released.';
