create or replace function verify_c07_answers() returns setof ledger_difference
language sql
stable
security definer
set search_path = public, pg_temp
as $fn$
    with answers as (
        select
            u.org_id, u.usage_id as result_id, 'deduct' as verb, u.user_id, u.credits_used as credits, u.service_type, u.service_name,
            u.request_id as request_key
        from credit_usage_attribution as u where u.hold_id is null
        union all
        select h.org_id, h.hold_id, 'reserve', h.user_id, h.credits, h.service_type, h.service_name, h.request_key from credit_holds as h
        union all
        select f.org_id, f.refusal_id, f.verb, f.user_id, f.needed_credits, f.service_type, f.service_name, null from credit_refusals as f
    )
    select 'C7 answer', k.org_id, k.request_key, format('%s of %s for %s: %s %s', k.verb, k.credits, k.user_id, k.service_type, k.service_name),
        format('%s of %s for %s: %s %s under %s', a.verb, a.credits, a.user_id, a.service_type, a.service_name, a.request_key)
    from credit_request_keys as k
    inner join answers as a on a.org_id = k.org_id and a.result_id = k.result_id
    where (k.verb, k.user_id, k.credits, k.service_type, k.service_name, k.request_key)
        is distinct from (a.verb, a.user_id, a.credits, a.service_type, a.service_name, coalesce(a.request_key, k.request_key))
        or num_nonnulls(k.body, k.response) > 0
    union all
    select 'C7 refusal', f.org_id, f.refusal_id::text, coalesce(l.details::text, 'no audit event'),
        format('%s by %s: %s of %s', f.verb, f.blocked_by, f.needed_credits, f.available_credits)
    from credit_refusals as f
    left join organization_audit_log as l
        on l.org_id = f.org_id and l.audit_id = f.refusal_id and l.event_type = 'credit.deduction.failed'
    where (l.subject, l.details ->> 'verb', l.details ->> 'blocked_by', (l.details ->> 'needed_credits')::numeric, (l.details ->> 'available_credits')::numeric, l.details - array['verb', 'blocked_by', 'needed_credits', 'available_credits'])
        is distinct from (f.user_id, f.verb, f.blocked_by, f.needed_credits, f.available_credits, limit_details(f.blocked_limit))
        or (f.blocked_by not in ('allocation', 'budget') and f.available_credits <> 0) or f.needed_credits <= f.available_credits;
$fn$;
comment on function verify_c07_answers() is 'C7: a spending key remembers the request that its usage, hold or refusal was the answer to; a refusal says what the audit log says.';
