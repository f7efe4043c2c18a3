create or replace function deduct_credits(
    p_org_id uuid, p_user_id text, p_credits_used numeric, p_service_type text, p_service_name text, p_request_id text,
    p_request_metadata jsonb default '{}', p_api_cost_usd numeric default null, p_markup_usd numeric default null,
    p_now timestamptz default null
) returns table (
    outcome text, usage_id uuid, credits numeric, remaining_credits numeric, blocked_by text,
    needed_credits numeric, available_credits numeric, replayed boolean
)
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    r constant spending_result := spent_alone(spend_item(
        p_org_id, 'deduct', p_request_id, p_user_id, p_credits_used, p_service_type, p_service_name, p_request_metadata,
        p_api_cost_usd => p_api_cost_usd, p_markup_usd => p_markup_usd
    ), p_now);
begin
    return query select
        r.outcome, r.usage_id, r.credits, r.remaining_credits, r.blocked_by, r.needed_credits, r.available_credits, r.replayed;
end
$fn$;
comment on function deduct_credits(uuid, text, numeric, text, text, text, jsonb, numeric, numeric, timestamptz) is 'Spends credits of a member and records the attribution, atomically: a batch of one. The same request id and body get the first answer again. outcome is ok or refused. Raises OB001 to OB005, OB012, OB029 to OB031.';
