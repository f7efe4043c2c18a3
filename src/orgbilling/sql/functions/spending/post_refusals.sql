create or replace function post_refusals(
    p_org_id uuid, p_ordinals integer[], p_ids uuid[], p_user_ids text[], p_verbs text[], p_blocked_by text[],
    p_needed numeric[], p_available numeric[], p_service_types text[], p_service_names text[], p_credential_ids text[],
    p_now timestamptz
) returns void
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
begin
    insert into credit_refusals
    (org_id, refusal_id, user_id, verb, blocked_by, needed_credits, available_credits, service_type, service_name, created_at)
    select
        p_org_id, p_ids[n], p_user_ids[n], p_verbs[n], p_blocked_by[n], p_needed[n], p_available[n],
        p_service_types[n], p_service_names[n], p_now
    from unnest(p_ordinals) as n;
    insert into organization_audit_log (org_id, audit_id, occurred_at, event_type, actor_id, actor_kind, subject, details)
    select
        p_org_id, p_ids[n], p_now, 'credit.deduction.failed', coalesce(p_credential_ids[n], 'sql'), 'system', p_user_ids[n],
        jsonb_build_object(
            'verb', p_verbs[n], 'blocked_by', p_blocked_by[n], 'needed_credits', p_needed[n], 'available_credits', p_available[n]
        )
    from unnest(p_ordinals) as n;
    insert into outbox (org_id, outbox_id, topic, payload, created_at)
    select p_org_id, uuid_v7(p_now), 'credit.deduction.failed', jsonb_build_object('user_id', f.user_id, 'refusals', f.refusals), p_now
    from (select p_user_ids[n] as user_id, count(*) as refusals from unnest(p_ordinals) as n group by p_user_ids[n]) as f;
end
$fn$;
comment on function post_refusals(uuid, integer[], uuid[], text[], text[], text[], numeric[], numeric[], text[], text[], text[], timestamptz) is 'Keeps refusals with the ids of their keys, with one audit event each and one fact a member.';
