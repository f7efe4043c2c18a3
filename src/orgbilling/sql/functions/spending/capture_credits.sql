create or replace function capture_credits(
    p_org_id uuid, p_hold_id uuid, p_credits numeric, p_request_metadata jsonb default '{}',
    p_api_cost_usd numeric default null, p_markup_usd numeric default null, p_now timestamptz default null
) returns table (
    outcome text, usage_id uuid, credits numeric, remaining_credits numeric, blocked_by text, needed_credits numeric,
    available_credits numeric, replayed boolean, released_credits numeric, uncollected_credits numeric
)
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    r constant spending_result := spent_alone(spend_item(
        p_org_id, 'capture', p_credits => p_credits, p_metadata => p_request_metadata, p_hold_id => p_hold_id,
        p_api_cost_usd => p_api_cost_usd, p_markup_usd => p_markup_usd
    ), p_now);
begin
    return query select
        r.outcome, r.usage_id, r.credits, r.remaining_credits, r.blocked_by, r.needed_credits, r.available_credits,
        r.replayed, r.released_credits, r.uncollected_credits;
end
$fn$;
comment on function capture_credits(uuid, uuid, numeric, jsonb, numeric, numeric, timestamptz) is 'Charges what a held call really cost and frees the rest. Never refused: past the hold it takes what remains, past that it is recorded as uncollected. A hold is captured once, late or not; the same amount again gets the same answer. Raises OB001, OB002, OB004, OB008, OB009, OB012.';
