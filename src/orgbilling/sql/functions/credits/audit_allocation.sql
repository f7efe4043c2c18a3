create or replace function audit_allocation(p_org_id uuid, p_user_id text, p_actor_id text, p_is_first boolean, p_details jsonb) returns void
language sql
security definer
set search_path = public, pg_temp
as $fn$
    -- Of one millisecond, ids that are made together still say which event came first.
    insert into organization_audit_log (org_id, audit_id, event_type, actor_id, actor_kind, subject, details)
    select p_org_id, i.ids[e.n], e.event_type, coalesce(p_actor_id, session_user), 'user', p_user_id, p_details
    from uuids_v7(clock_timestamp(), 2) as i (ids)
    cross join unnest(array['org.credits.allocated', 'user.allocation.created']) with ordinality as e (event_type, n)
    where e.n = 1 or p_is_first;
$fn$;
comment on function audit_allocation(uuid, text, text, boolean, jsonb) is 'Writes down an allocation: org.credits.allocated each time, and for a member''s first also user.allocation.created.';
