create or replace function verify_c07_keys() returns setof ledger_difference
language sql
stable
security definer
set search_path = public, pg_temp
as $fn$
    with results as (
        select u.org_id, u.usage_id as result_id, u.created_at from credit_usage_attribution as u where u.hold_id is null
        union all
        select h.org_id, h.hold_id, h.created_at from credit_holds as h
        union all
        select r.org_id, r.refusal_id, r.created_at from credit_refusals as r
    ),
    keys as (
        select k.org_id, k.result_id, k.request_key from credit_request_keys as k where k.verb in ('deduct', 'reserve')
    )
    select 'C7 result without its key', r.org_id, r.result_id::text, 'one key', count(k.request_key)::text
    from results as r
    left join keys as k on k.org_id = r.org_id and k.result_id = r.result_id
    -- A day less than keys are kept: a key is claimed before the wait for the locks, its result is made after it.
    where r.created_at > now() - interval '29 days'
    group by r.org_id, r.result_id
    having count(k.request_key) <> 1
    union all
    select 'C7 key without its result', k.org_id, k.request_key, 'one result', count(r.result_id)::text
    from keys as k
    left join results as r on r.org_id = k.org_id and r.result_id = k.result_id
    group by k.org_id, k.request_key
    having count(r.result_id) <> 1;
$fn$;
comment on function verify_c07_keys() is 'C7: each usage, hold and refusal of the last 29 days has exactly one key, and each spending key has its result.';
