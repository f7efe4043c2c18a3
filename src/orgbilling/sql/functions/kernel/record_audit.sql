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
        coalesce(p_details, '{}'),
        -- What the clock does during a request is not done from where the request came from.
        coalesce(p_address, case when p_actor_kind <> 'system' then nullif(current_setting('orgbilling.address', true), '') end),
        left(coalesce(p_user_agent, case when p_actor_kind <> 'system' then nullif(current_setting('orgbilling.user_agent', true), '') end), 500)
    );
$fn$;
comment on function record_audit(uuid, text, text, text, text, jsonb, text, text) is 'Appends one event to the audit log, in the caller''s transaction. Address and agent are those of the request (orgbilling.address and orgbilling.user_agent, set for the transaction) unless given.';
