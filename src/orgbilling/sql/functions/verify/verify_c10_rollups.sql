create or replace function verify_c10_rollups() returns setof ledger_difference
language sql
stable
security definer
set search_path = public, pg_temp
as $fn$
    select 'C10 daily', coalesce(d.org_id, u.org_id), format('%s %s', coalesce(d.day, u.day), coalesce(d.user_id, u.user_id)),
        format('%s in %s', u.credits, u.requests), format('%s in %s', d.credits, d.requests)
    from credit_usage_daily as d
    full join (
        select
            x.org_id, x.local_day as day, x.user_id, x.service_type, coalesce(x.service_name, '') as service_name,
            sum(x.credits_used) as credits, count(*) as requests,
            sum(coalesce(x.api_cost_usd, 0)) as api_cost_usd, sum(coalesce(x.markup_usd, 0)) as markup_usd
        from credit_usage_attribution as x group by 1, 2, 3, 4, 5
    ) as u on u.org_id = d.org_id and u.day = d.day and u.user_id = d.user_id
        and u.service_type = d.service_type and u.service_name = d.service_name
    where (d.credits, d.requests, d.api_cost_usd, d.markup_usd)
        is distinct from (u.credits, u.requests, u.api_cost_usd, u.markup_usd)
    union all
    select 'C10 closed days by member', coalesce(c.org_id, d.org_id), format('%s %s', coalesce(c.day, d.day), coalesce(c.user_id, d.user_id)),
        format('%s in %s', d.credits, d.requests), format('%s in %s', c.credits, c.requests)
    from credit_usage_daily_users as c
    full join (
        select x.org_id, x.day, x.user_id, sum(x.credits) as credits, sum(x.requests) as requests
        from credit_usage_daily as x join organizations as o on o.org_id = x.org_id and x.day <= o.usage_closed_through
        group by x.org_id, x.day, x.user_id
    ) as d on d.org_id = c.org_id and d.day = c.day and d.user_id = c.user_id
    where (c.credits, c.requests) is distinct from (d.credits, d.requests)
    union all
    select 'C10 closed days by service', coalesce(c.org_id, d.org_id), format('%s %s', coalesce(c.day, d.day), coalesce(c.service_type, d.service_type)),
        format('%s in %s', d.credits, d.requests), format('%s in %s', c.credits, c.requests)
    from credit_usage_daily_services as c
    full join (
        select x.org_id, x.day, x.service_type, x.service_name, sum(x.credits) as credits, sum(x.requests) as requests
        from credit_usage_daily as x join organizations as o on o.org_id = x.org_id and x.day <= o.usage_closed_through
        group by x.org_id, x.day, x.service_type, x.service_name
    ) as d on d.org_id = c.org_id and d.day = c.day and d.service_type = c.service_type and d.service_name = c.service_name
    where (c.credits, c.requests) is distinct from (d.credits, d.requests)
    union all
    select 'C10 closed days', coalesce(c.org_id, d.org_id), coalesce(c.day, d.day)::text,
        format('%s in %s by %s', d.credits, d.requests, d.users), format('%s in %s by %s', c.credits, c.requests, c.users)
    from credit_usage_daily_totals as c
    full join (
        select x.org_id, x.day, sum(x.credits) as credits, sum(x.requests) as requests, count(distinct x.user_id) as users
        from credit_usage_daily as x join organizations as o on o.org_id = x.org_id and x.day <= o.usage_closed_through
        group by x.org_id, x.day
    ) as d on d.org_id = c.org_id and d.day = c.day
    where (c.credits, c.requests, c.users) is distinct from (d.credits, d.requests, d.users);
$fn$;
comment on function verify_c10_rollups() is 'C10: the daily roll-up is the usage grouped by local day; the coarser ones are the daily one for closed days.';
