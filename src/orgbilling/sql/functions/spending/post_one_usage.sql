create or replace function post_one_usage(u credit_usage_attribution) returns void
language plpgsql
as $fn$
begin
    insert into credit_usage_attribution values ((u).*);
    insert into credit_usage_daily as d
    (org_id, day, user_id, service_type, service_name, credits, requests, api_cost_usd, markup_usd)
    values (
        u.org_id, u.local_day, u.user_id, u.service_type, coalesce(u.service_name, ''), u.credits_used, 1,
        coalesce(u.api_cost_usd, 0), coalesce(u.markup_usd, 0)
    )
    on conflict (org_id, day, user_id, service_type, service_name) do update set
        credits = d.credits + excluded.credits, requests = d.requests + excluded.requests,
        api_cost_usd = d.api_cost_usd + excluded.api_cost_usd, markup_usd = d.markup_usd + excluded.markup_usd;
end
$fn$;
comment on function post_one_usage(credit_usage_attribution) is 'post_usage for one row: starting a plan of sets costs more than the row.';
