create or replace function close_allocation(
    p_org_id uuid, p_user_id text, p_actor_id text, p_reason text, p_now timestamptz default null
) returns void
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_now timestamptz;
begin
    perform require_read_committed();
    v_now := begin_verb(p_org_id, p_now);
    perform close_allocation_step(p_org_id, p_user_id, p_actor_id, p_reason, v_now);
end
$fn$;
comment on function close_allocation(uuid, text, text, text, timestamptz) is 'Ends an allocation: what is free returns to the pool at once, what is held as the holds resolve; what was used stays visible. Does nothing where there is none. Raises OB004, OB012.';
