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
    v_now constant timestamptz := settle_organization(p_org_id, p_now, array[p_request_id]);
    r spending_result;
begin
    perform set_config('orgbilling.is_settled', 'yes', true);
    r := deduct_one(
        p_org_id, p_request_id, p_user_id, p_credits_used, p_service_type, p_service_name, p_request_metadata, p_api_cost_usd,
        p_markup_usd, null, 0, v_now
    );
    perform set_config('orgbilling.is_settled', '', true);
    r := require_spent(r);
    outcome := r.outcome;
    usage_id := r.usage_id;
    credits := r.credits;
    remaining_credits := r.remaining_credits;
    blocked_by := r.blocked_by;
    needed_credits := r.needed_credits;
    available_credits := r.available_credits;
    replayed := r.replayed;
    return next;
end
$fn$;
comment on function deduct_credits(uuid, text, numeric, text, text, text, jsonb, numeric, numeric, timestamptz) is 'Spends credits of a member and records the attribution, atomically: a batch of one. The same request id and body get the first answer again. outcome is ok or refused. Raises OB001 to OB005, OB012.';
