create or replace function add_member(
    p_org_id uuid, p_user_id text, p_role text, p_actor_id text, p_now timestamptz default null
) returns organization_members
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_member organization_members;
begin
    if role_rank(p_role) is null then
        raise exception 'role must be owner, admin, billing_admin or member' using errcode = 'OB001',
            detail = jsonb_build_object('field', 'role')::text;
    end if;
    perform require_rank(p_org_id, p_actor_id, greatest(1, role_rank(p_role)));
    select * into v_member from organization_members as m
    where m.org_id = p_org_id and m.user_id = p_user_id and m.status = 'active';
    if found then
        if v_member.role <> p_role then
            raise exception 'this user is a member already, with another role' using errcode = 'OB001',
                detail = jsonb_build_object('field', 'role', 'role', v_member.role)::text;
        end if;
        return v_member;
    end if;
    v_member := admit_member(p_org_id, p_user_id, p_role, coalesce(p_now, clock_timestamp()));
    perform record_audit(
        p_org_id, 'org.member.added', p_actor_id, case when p_actor_id is null then 'sql' else 'user' end, p_user_id,
        jsonb_build_object('role', p_role)
    );
    return v_member;
end
$fn$;
comment on function add_member(uuid, text, text, text, timestamptz) is 'Makes a user a member; nobody grants a role above their own. Adding who is there with that role changes nothing. Raises OB001, OB004, OB017, OB018, OB020, OB021.';
