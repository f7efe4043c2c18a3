create or replace function begin_verb(p_org_id uuid, p_now timestamptz, p_key text default null) returns timestamptz
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_now timestamptz;
begin
    v_now := settle_organization(p_org_id, p_now, array[p_key]);
    -- Shared, so that nobody settles, closes or moves the organization between this verb's key and its end.
    perform 1 from organizations as o where o.org_id = p_org_id for share;
    if not found then
        raise exception 'no such organization' using errcode = 'OB004';
    end if;
    return v_now;
end
$fn$;
comment on function begin_verb(uuid, timestamptz, text) is 'Begins a verb that moves credits: settles the organization, then keeps it as it is until the transaction ends. p_key is the request key that it will claim. Returns the verb''s instant. Raises OB004, OB012.';
