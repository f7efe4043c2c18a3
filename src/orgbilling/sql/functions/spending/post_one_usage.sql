create or replace function post_one_usage(u credit_usage_attribution) returns void
language plpgsql
as $fn$
begin
    insert into credit_usage_attribution (
        org_id, usage_id, created_at, local_day, user_id, credits_used, charged_credits, overage_credits,
        uncollected_credits, period_number, allocation_seq, allocation_balance_after, remaining_credits, service_type,
        service_name, request_id, hold_id, api_cost_usd, markup_usd, credential_id, request_metadata
    ) values (
        u.org_id, u.usage_id, u.created_at, u.local_day, u.user_id, u.credits_used, u.charged_credits, u.overage_credits,
        u.uncollected_credits, u.period_number, u.allocation_seq, u.allocation_balance_after, u.remaining_credits,
        u.service_type, u.service_name, u.request_id, u.hold_id, u.api_cost_usd, u.markup_usd, u.credential_id,
        u.request_metadata
    );
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
