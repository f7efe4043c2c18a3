create or replace function lock_calendar(p_org_id uuid, p_now timestamptz) returns timestamptz
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
begin
    -- Whoever changes what boundaries are judged by goes one after the other.
    perform 1 from organizations as o where o.org_id = p_org_id for no key update;
    if not found then
        raise exception 'no such organization' using errcode = 'OB004';
    end if;
    return settle_organization(p_org_id, p_now);
end
$fn$;
comment on function lock_calendar(uuid, timestamptz) is 'Begins a verb that changes standings, terms, grants or the zone: locks the organization and settles it. Returns the verb''s instant. Raises OB004, OB012.';
