create or replace function audit_digest(p_event organization_audit_log) returns bytea
language sql
stable
set search_path = public, pg_temp
as $fn$
    -- As microseconds since 1970, which no time zone and no date style writes differently.
    select sha256(convert_to(jsonb_build_array(
        p_event.org_id, p_event.audit_id, floor(extract(epoch from p_event.occurred_at) * 1000000), p_event.event_type,
        p_event.actor_id, p_event.actor_kind, p_event.subject, p_event.details, p_event.address, p_event.user_agent
    )::text, 'UTF8'));
$fn$;
comment on function audit_digest(organization_audit_log) is 'SHA-256 of everything that an audit event says.';
