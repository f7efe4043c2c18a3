create or replace function open_organization_zone(p_org_id uuid) returns text
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_status text;
    v_zone text;
begin
    -- Shared, so that the organization cannot be closed while its subscription is made.
    select o.status, o.time_zone into v_status, v_zone from organizations as o where o.org_id = p_org_id for share;
    if not found then
        raise exception 'no such organization' using errcode = 'OB004';
    end if;
    if v_status = 'closed' then
        raise exception 'the organization is closed' using errcode = 'OB018';
    end if;
    return v_zone;
end
$fn$;
comment on function open_organization_zone(uuid) is 'Time zone of an organization that is not closed, which stays so until the caller''s transaction ends. Raises OB004 for an unknown one, OB018 for a closed one.';
