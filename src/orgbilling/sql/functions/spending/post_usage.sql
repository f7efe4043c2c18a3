create or replace function post_usage(p_usage credit_usage_attribution[]) returns void
language plpgsql
as $fn$
begin
    insert into credit_usage_attribution select w.* from unnest(p_usage) as w;
    insert into credit_usage_daily as d (org_id, day, user_id, service_type, service_name, credits, requests, api_cost_usd, markup_usd)
    select
        w.org_id, w.local_day, w.user_id, w.service_type, coalesce(w.service_name, ''), sum(w.credits_used), count(*),
        sum(coalesce(w.api_cost_usd, 0)), sum(coalesce(w.markup_usd, 0))
    from unnest(p_usage) as w
    group by w.org_id, w.local_day, w.user_id, w.service_type, coalesce(w.service_name, '')
    order by w.org_id, w.user_id collate "C", w.service_type, coalesce(w.service_name, '')
    on conflict (org_id, day, user_id, service_type, service_name) do update set
        credits = d.credits + excluded.credits, requests = d.requests + excluded.requests,
        api_cost_usd = d.api_cost_usd + excluded.api_cost_usd, markup_usd = d.markup_usd + excluded.markup_usd;
end
$fn$;
comment on function post_usage(credit_usage_attribution[]) is 'Inserts usage rows and adds them to the daily roll-up. The caller holds the locks of the allocations.';
