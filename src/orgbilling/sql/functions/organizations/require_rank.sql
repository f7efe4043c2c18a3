create or replace function require_rank(p_org_id uuid, p_actor_id text, p_least integer) returns integer
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_status text;
    v_rank integer;
begin
    -- One change of an organization's people at a time: two owners who leave at once would leave none.
    select o.status into v_status from organizations as o where o.org_id = p_org_id for no key update;
    v_rank := acting_rank(p_org_id, p_actor_id);
    if v_status is null or v_rank < 0 then
        raise exception 'there is no such organization, or not for you' using errcode = 'OB004';
    end if;
    if v_rank < coalesce(p_least, 4) then
        raise exception 'your role does not allow this' using errcode = 'OB020';
    end if;
    if v_status = 'closed' then
        raise exception 'the organization is closed' using errcode = 'OB018';
    end if;
    return v_rank;
end
$fn$;
comment on function require_rank(uuid, text, integer) is 'Locks an organization against other changes of its people and returns what the actor may do there. Raises OB004 for unknown and foreign ones, OB018 for a closed one, OB020 for an actor below p_least.';
