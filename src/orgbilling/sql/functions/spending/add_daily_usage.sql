create or replace function add_daily_usage(
    p_org_id uuid, p_day date, p_user_id text, p_service_type text, p_service_name text, p_credits numeric, p_api_cost_usd numeric,
    p_markup_usd numeric
) returns date
language plpgsql
as $fn$
begin
    insert into credit_usage_daily as d
    (org_id, day, user_id, service_type, service_name, credits, requests, api_cost_usd, markup_usd)
    values (
        p_org_id, p_day, p_user_id, p_service_type, coalesce(p_service_name, ''), trim_scale(p_credits), 1, coalesce(p_api_cost_usd, 0),
        coalesce(p_markup_usd, 0)
    )
    on conflict (org_id, day, user_id, service_type, service_name) do update set
        credits = d.credits + excluded.credits, requests = d.requests + excluded.requests,
        api_cost_usd = d.api_cost_usd + excluded.api_cost_usd, markup_usd = d.markup_usd + excluded.markup_usd;
    return p_day;
end
$fn$;
comment on function add_daily_usage(uuid, date, text, text, text, numeric, numeric, numeric) is 'Adds one usage row to the daily roll-up. The caller holds the lock of the allocation. Returns the day.';
