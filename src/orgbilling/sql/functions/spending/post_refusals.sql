create or replace function post_refusals(
    p_org_id uuid, p_results spending_result[], p_ordinals integer[], p_ids uuid[], p_user_ids text[], p_verbs text[],
    p_service_types text[], p_service_names text[], p_credential_ids text[], p_now timestamptz
) returns void
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
begin
    insert into credit_refusals
    (org_id, refusal_id, user_id, verb, blocked_by, needed_credits, available_credits, service_type, service_name, created_at)
    select
        p_org_id, p_ids[r.ordinal], p_user_ids[r.ordinal], p_verbs[r.ordinal], r.blocked_by, r.needed_credits,
        r.available_credits, p_service_types[r.ordinal], p_service_names[r.ordinal], p_now
    from unnest(p_results) as r where r.ordinal = any(p_ordinals);
    insert into organization_audit_log (org_id, audit_id, occurred_at, event_type, actor_id, actor_kind, subject, details)
    select
        p_org_id, p_ids[r.ordinal], p_now, 'credit.deduction.failed',
        coalesce(regexp_replace(p_credential_ids[r.ordinal], '^session:', ''), session_user),
        case
            when p_credential_ids[r.ordinal] is null then 'sql'
            when p_credential_ids[r.ordinal] like 'session:%' then 'user'
            else coalesce((
                select k.kind || '_key' from api_keys as k
                where k.org_id = p_org_id and k.key_id::text = p_credential_ids[r.ordinal]
            ), 'system')
        end,
        p_user_ids[r.ordinal],
        jsonb_build_object(
            'verb', p_verbs[r.ordinal], 'blocked_by', r.blocked_by, 'needed_credits', r.needed_credits,
            'available_credits', r.available_credits
        )
    from unnest(p_results) as r where r.ordinal = any(p_ordinals);
    insert into outbox (org_id, outbox_id, topic, payload, created_at)
    select p_org_id, uuid_v7(p_now), 'credit.deduction.failed', jsonb_build_object('user_id', f.user_id, 'refusals', f.refusals), p_now
    from (select p_user_ids[n] as user_id, count(*) as refusals from unnest(p_ordinals) as n group by p_user_ids[n]) as f;
end
$fn$;
comment on function post_refusals(uuid, spending_result[], integer[], uuid[], text[], text[], text[], text[], text[], timestamptz) is 'Keeps refusals with the ids of their keys, with one audit event each and one fact a member.';
