create or replace function require_pending_request(p_org_id uuid, p_request_id uuid) returns credit_requests
language plpgsql
stable
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_found credit_requests%rowtype;
begin
    select * into v_found from credit_requests where org_id = p_org_id and request_id = p_request_id;
    if not found then
        raise exception 'there is no such request' using errcode = 'OB017';
    elsif v_found.status <> 'pending' then
        raise exception 'this request was % already', v_found.status using errcode = 'OB025',
            detail = jsonb_build_object('request_status', v_found.status, 'decided_at', v_found.decided_at)::text;
    end if;
    return v_found;
end
$fn$;
comment on function require_pending_request(uuid, uuid) is 'A request that waits for a decision. Raises OB017 where the organization has no such request, OB025 when it is decided already.';
