create or replace function open_allocation(
    p_org_id uuid, p_user_id text, p_now timestamptz
) returns user_credit_allocations
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_status text;
begin
    -- Shared, so that neither its status nor its time zone changes while a first allocation is made.
    select o.status into v_status from organizations as o where o.org_id = p_org_id for share;
    if not found then
        raise exception 'no such organization' using errcode = 'OB004';
    elsif v_status = 'closed' then
        raise exception 'this organization is closed' using errcode = 'OB018';
    end if;
    -- The membership is shared-locked first, so that a removal either waits for us or is seen.
    perform 1 from organization_members as m
    where m.org_id = p_org_id and m.user_id = p_user_id and m.status = 'active'
    for share;
    if not found then
        raise exception 'this person is not a member of the organization' using errcode = 'OB005',
            detail = jsonb_build_object('user_id', p_user_id)::text;
    end if;
    insert into user_credit_allocations (org_id, user_id, period_start, created_at)
    values (p_org_id, p_user_id, p_now, p_now)
    on conflict (org_id, user_id) do nothing;
    return lock_allocation(p_org_id, p_user_id, p_now);
end
$fn$;
comment on function open_allocation(uuid, text, timestamptz) is 'The locked allocation of an active member, made empty where there was none. Raises OB004, OB005 or OB018.';
