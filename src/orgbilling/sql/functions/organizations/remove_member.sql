create or replace function remove_member(
    p_org_id uuid, p_user_id text, p_actor_id text, p_reason text default null, p_now timestamptz default null
) returns void
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    -- Not shared: of two removals at once each would wait for the other's share of the organization.
    v_now timestamptz := lock_calendar(p_org_id, p_now);
    v_actor text := coalesce(p_actor_id, session_user);
    -- Everybody may leave.
    v_rank integer := require_rank(p_org_id, p_actor_id, case when p_actor_id = p_user_id then 0 else 1 end);
    v_role text;
begin
    select m.role into v_role from organization_members as m
    where m.org_id = p_org_id and m.user_id = p_user_id and m.status = 'active' for no key update;
    if not found then
        raise exception 'this user is not a member' using errcode = 'OB005';
    end if;
    if v_rank < role_rank(v_role) then
        raise exception 'nobody removes a member above their own role' using errcode = 'OB020';
    end if;
    if v_role = 'owner' then
        perform require_another_owner(p_org_id, p_user_id);
    end if;
    -- The membership comes first: whoever allocates waits for it, then finds it ended.
    update organization_members set status = 'removed', removed_at = v_now, removed_by = v_actor
    where org_id = p_org_id and user_id = p_user_id;
    perform close_allocation_step(p_org_id, p_user_id, p_actor_id, coalesce(p_reason, 'member removed'), v_now);
    perform withdraw_pending_requests(p_org_id, p_user_id, coalesce(p_reason, 'member removed'), p_actor_id, v_now);
    update api_keys set revoked_at = v_now, revoked_by = v_actor
    where org_id = p_org_id and user_id = p_user_id and revoked_at is null;
    update users set default_org_id = null where user_id = p_user_id and default_org_id = p_org_id;
    perform record_audit(
        p_org_id, 'org.member.removed', p_actor_id, case when p_actor_id is null then 'sql' else 'user' end, p_user_id,
        jsonb_build_object('role', v_role, 'reason', p_reason)
    );
end
$fn$;
comment on function remove_member(uuid, text, text, text, timestamptz) is 'Ends a membership: the allocation is closed and what is free returns to the pool, the member''s keys stop working, a pending request for credits is withdrawn; usage stays attributed. Everybody may leave; else the actor ranks at least as high. Raises OB004, OB005, OB016 for the last owner, OB018, OB020.';
