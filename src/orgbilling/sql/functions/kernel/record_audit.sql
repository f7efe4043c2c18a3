create or replace function record_audit(
    p_org_id uuid, p_event_type text, p_actor_id text, p_actor_kind text default 'user', p_subject text default null,
    p_details jsonb default '{}', p_address text default null, p_user_agent text default null
) returns void
language sql
security definer
set search_path = public, pg_temp
as $fn$
    insert into organization_audit_log (org_id, audit_id, event_type, actor_id, actor_kind, subject, details, address, user_agent)
    values (
        p_org_id, uuid_v7(clock_timestamp()), p_event_type, coalesce(p_actor_id, session_user), p_actor_kind, p_subject,
        coalesce(p_details, '{}'), p_address, left(p_user_agent, 500)
    );
$fn$;
comment on function record_audit(uuid, text, text, text, text, jsonb, text, text) is 'Appends one event to the audit log, in the caller''s transaction.';
