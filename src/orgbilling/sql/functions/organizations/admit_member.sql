create or replace function admit_member(
    p_org_id uuid, p_user_id text, p_role text, p_now timestamptz
) returns organization_members
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_member organization_members;
begin
    perform 1 from users as u where u.user_id = p_user_id and u.disabled_at is null;
    if not found then
        raise exception 'there is no such user' using errcode = 'OB017', detail = jsonb_build_object('field', 'user_id')::text;
    end if;
    if (
        select count(*) from organization_members as m where m.org_id = p_org_id and m.status = 'active'
    ) >= (select q.max_members from organization_quotas as q where q.org_id = p_org_id) then
        raise exception 'the organization has as many members as it may have' using errcode = 'OB021',
            detail = jsonb_build_object('quota', 'max_members')::text;
    end if;
    -- Who comes back gets the old row: usage and the closed allocation are attributed to it.
    insert into organization_members (org_id, user_id, role, joined_at) values (p_org_id, p_user_id, p_role, p_now)
    on conflict (org_id, user_id) do update
    set role = excluded.role, status = 'active', joined_at = excluded.joined_at, removed_at = null, removed_by = null
    where organization_members.status = 'removed'
    returning * into v_member;
    return v_member;
end
$fn$;
comment on function admit_member(uuid, text, text, timestamptz) is 'Step of add_member and accept_invitation, under the organization''s lock: makes the membership, or revives that of a former member. Raises OB017 for an unknown or disabled user, OB021 past the quota.';
