create or replace function change_member_role(
    p_org_id uuid, p_user_id text, p_role text, p_actor_id text
) returns organization_members
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_rank integer;
    v_member organization_members;
    v_before text;
begin
    if role_rank(p_role) is null then
        raise exception 'role must be owner, admin, billing_admin or member' using errcode = 'OB001',
            detail = jsonb_build_object('field', 'role')::text;
    end if;
    v_rank := require_rank(p_org_id, p_actor_id, 1);
    select * into v_member from organization_members as m
    where m.org_id = p_org_id and m.user_id = p_user_id and m.status = 'active' for no key update;
    if not found then
        raise exception 'this user is not a member' using errcode = 'OB005';
    end if;
    if v_rank < greatest(role_rank(v_member.role), role_rank(p_role)) then
        raise exception 'nobody changes a role above their own, or grants one' using errcode = 'OB020';
    end if;
    if v_member.role = p_role then
        return v_member;
    end if;
    if v_member.role = 'owner' then
        perform require_another_owner(p_org_id, p_user_id);
    end if;
    v_before := v_member.role;
    update organization_members as m set role = p_role where m.org_id = p_org_id and m.user_id = p_user_id
    returning * into v_member;
    perform record_audit(
        p_org_id, 'org.member.role_changed', p_actor_id, case when p_actor_id is null then 'sql' else 'user' end, p_user_id,
        jsonb_build_object('role', jsonb_build_array(v_before, p_role))
    );
    return v_member;
end
$fn$;
comment on function change_member_role(uuid, text, text, text) is 'Gives a member another role. Raises OB001, OB004, OB005, OB016 for the last owner, OB018, OB020 where the actor ranks below the old or the new role.';
