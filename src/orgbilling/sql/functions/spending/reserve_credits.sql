create or replace function reserve_credits(
    p_org_id uuid, p_user_id text, p_credits numeric, p_request_id text, p_ttl_s integer default 600 /* HOLD_TTL_S_DEFAULT */,
    p_service_type text default null, p_service_name text default null, p_now timestamptz default null
) returns table (
    outcome text, hold_id uuid, credits numeric, remaining_credits numeric, blocked_by text,
    needed_credits numeric, available_credits numeric, replayed boolean, expires_at timestamptz
)
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    r constant spending_result := spent_alone(spend_item(
        p_org_id, 'reserve', p_request_id, p_user_id, p_credits, p_service_type, p_service_name, p_ttl_s => p_ttl_s
    ), p_now);
begin
    return query select
        r.outcome, r.hold_id, r.credits, r.remaining_credits, r.blocked_by, r.needed_credits, r.available_credits, r.replayed,
        r.expires_at;
end
$fn$;
comment on function reserve_credits(uuid, text, numeric, text, integer, text, text, timestamptz) is 'Sets credits of a member aside for a call that is about to run, for p_ttl_s seconds (1 to 86,400). outcome is ok or refused. Raises OB001 to OB005, OB012, OB029 to OB031.';
