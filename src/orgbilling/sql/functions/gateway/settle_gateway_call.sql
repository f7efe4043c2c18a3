create or replace function settle_gateway_call(p_org_id uuid, p_hold_id uuid) returns void
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
begin
    update gateway_calls set settled_at = clock_timestamp()
    where org_id = p_org_id and hold_id = p_hold_id and settled_at is null;
end
$fn$;
comment on function settle_gateway_call(uuid, uuid) is 'Notes that a call''s hold was captured or released.';
