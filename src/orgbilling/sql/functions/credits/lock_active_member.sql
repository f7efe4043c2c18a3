create or replace function lock_active_member(p_org_id uuid, p_user_id text) returns void
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_status text;
begin
    -- Shared, so that neither its status nor its time zone changes before the caller commits.
    select o.status into v_status from organizations as o where o.org_id = p_org_id for share;
    if not found then
        raise exception 'no such organization' using errcode = 'OB004';
    elsif v_status = 'closed' then
        raise exception 'this organization is closed' using errcode = 'OB018';
    end if;
    -- Shared, so that a removal either waits for the caller, or is seen here.
    perform 1 from organization_members as m
    where m.org_id = p_org_id and m.user_id = p_user_id and m.status = 'active'
    for share;
    if not found then
        raise exception 'this person is not a member of the organization' using errcode = 'OB005',
            detail = jsonb_build_object('user_id', p_user_id)::text;
    end if;
end
$fn$;
comment on function lock_active_member(uuid, text) is 'Keeps an open organization and an active membership in it as they are until the transaction ends. Raises OB004, OB005 or OB018.';
