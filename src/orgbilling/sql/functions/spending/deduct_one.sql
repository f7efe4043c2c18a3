create or replace function deduct_one(
    p_org_id uuid, p_key text, p_user_id text, p_credits numeric, p_service_type text, p_service_name text, p_metadata jsonb,
    p_api_cost_usd numeric, p_markup_usd numeric, p_credential_hash bytea, p_session_idle_s integer,
    p_now timestamptz default null
) returns spending_result
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    r spending_result;
begin
    if p_credits > 0 and p_credits < 1e10 and scale(trim_scale(p_credits)) <= 6 and length(p_key) between 1 and 255
        and length(p_user_id) between 1 and 255 and p_service_type is not null and p_org_id is not null
        and p_api_cost_usd is null and p_markup_usd is null
        and current_setting('transaction_isolation') = 'read committed' then
        r := deduct_at_once(
            p_org_id, 1, p_key, p_user_id, trim_scale(p_credits), p_service_type, p_service_name, p_metadata, null, null,
            p_credential_hash, p_session_idle_s, p_now
        );
    end if;
    if r.outcome is null then
        select * into r from spend_credits_many(
            array[p_org_id], array[1], array['deduct'], array[p_key], array[p_user_id], array[p_credits], array[p_service_type],
            array[p_service_name], array[p_metadata], null, null, array[p_api_cost_usd], array[p_markup_usd],
            array[p_credential_hash], p_session_idle_s, p_now
        );
    end if;
    return r;
end
$fn$;
comment on function deduct_one(uuid, text, text, numeric, text, text, jsonb, numeric, numeric, bytea, integer, timestamptz) is 'spend_credits_many for one deduct, without the arrays. Raises as it does.';
