create or replace function set_organization_status(
    p_org_id uuid, p_status text, p_actor_id text, p_now timestamptz default null
) returns text
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_now timestamptz;
    v_before text;
begin
    if p_status is null or p_status not in ('active', 'suspended', 'closed') then
        raise exception 'status must be active, suspended or closed' using errcode = 'OB001',
            detail = jsonb_build_object('field', 'status')::text;
    end if;
    v_now := lock_calendar(p_org_id, p_now);
    perform require_rank(p_org_id, p_actor_id, case when p_status = 'closed' then 3 else 4 end);
    select o.status into v_before from organizations as o where o.org_id = p_org_id;
    if v_before = p_status then
        return p_status;
    end if;
    -- Allocations before keys: a spender notes the use of a key while it holds an allocation.
    perform lock_for_settlement(p_org_id);
    if p_status = 'closed' then
        perform end_subscription(s, v_now, p_actor_id)
        from organization_subscriptions as s where s.org_id = p_org_id and s.status <> 'canceled';
    end if;
    perform stand_organization(p_org_id, p_status, v_now, p_actor_id);
    if p_status = 'closed' then
        perform withdraw_pending_requests(p_org_id, null, 'organization closed', p_actor_id, v_now);
        update api_keys set revoked_at = v_now, revoked_by = coalesce(p_actor_id, session_user)
        where org_id = p_org_id and revoked_at is null;
        update organization_invitations set revoked_at = v_now
        where org_id = p_org_id and revoked_at is null and accepted_at is null;
    end if;
    perform record_audit(
        p_org_id, 'org.' || case p_status when 'active' then 'reactivated' else p_status end, p_actor_id,
        case when p_actor_id is null then 'sql' else 'user' end, p_org_id::text,
        jsonb_build_object('status', jsonb_build_array(v_before, p_status))
    );
    perform emit_fact(p_org_id, 'organization.' || p_status, jsonb_build_object('status', p_status));
    perform finish_calendar_verb(p_org_id, v_now);
    return p_status;
end
$fn$;
comment on function set_organization_status(uuid, text, text, timestamptz) is 'Suspends, reactivates (system admins) or closes (owners too) an organization. Closing is final, and ends its subscription, keys, invitations and requests for credits; balances, usage and invoices stay. Raises OB001, OB004, OB018, OB020.';
