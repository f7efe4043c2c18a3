create or replace function verify_c10_rollups() returns setof ledger_difference
language sql
stable
security definer
set search_path = public, pg_temp
as $fn$
    select 'C10 daily', coalesce(d.org_id, u.org_id), format('%s %s', coalesce(d.day, u.day), coalesce(d.user_id, u.user_id)),
        format('%s in %s, %s refunded', u.credits, u.requests, u.refunded_credits),
        format('%s in %s, %s refunded', d.credits, d.requests, d.refunded_credits)
    from credit_usage_daily as d
    full join (
        select
            x.org_id, x.day, x.user_id, x.service_type, x.service_name, sum(x.credits) as credits, sum(x.requests) as requests,
            sum(x.refunded) as refunded_credits, sum(x.api_cost_usd) as api_cost_usd, sum(x.markup_usd) as markup_usd
        from (
            select
                q.org_id, q.local_day as day, q.user_id, q.service_type, coalesce(q.service_name, '') as service_name,
                q.credits_used as credits, 1 as requests, 0 as refunded, coalesce(q.api_cost_usd, 0) as api_cost_usd,
                coalesce(q.markup_usd, 0) as markup_usd
            from credit_usage_attribution as q
            union all
            select r.org_id, r.local_day, q.user_id, q.service_type, coalesce(q.service_name, ''), 0, 0, r.credits, 0, 0
            from credit_usage_refunds as r
            join credit_usage_attribution as q on q.org_id = r.org_id and q.usage_id = r.usage_id
        ) as x
        group by 1, 2, 3, 4, 5
    ) as u on u.org_id = d.org_id and u.day = d.day and u.user_id = d.user_id
        and u.service_type = d.service_type and u.service_name = d.service_name
    where (d.credits, d.requests, d.refunded_credits, d.api_cost_usd, d.markup_usd)
        is distinct from (u.credits, u.requests, u.refunded_credits, u.api_cost_usd, u.markup_usd)
    union all
    select 'C10 closed days by member', coalesce(c.org_id, d.org_id), format('%s %s', coalesce(c.day, d.day), coalesce(c.user_id, d.user_id)),
        format('%s in %s, %s refunded', d.credits, d.requests, d.refunded_credits),
        format('%s in %s, %s refunded', c.credits, c.requests, c.refunded_credits)
    from credit_usage_daily_users as c
    full join (
        select
            x.org_id, x.day, x.user_id, sum(x.credits) as credits, sum(x.requests) as requests,
            sum(x.refunded_credits) as refunded_credits
        from credit_usage_daily as x join organizations as o on o.org_id = x.org_id and x.day <= o.usage_closed_through
        group by x.org_id, x.day, x.user_id
    ) as d on d.org_id = c.org_id and d.day = c.day and d.user_id = c.user_id
    where (c.credits, c.requests, c.refunded_credits) is distinct from (d.credits, d.requests, d.refunded_credits)
    union all
    select 'C10 closed days by service', coalesce(c.org_id, d.org_id), format('%s %s', coalesce(c.day, d.day), coalesce(c.service_type, d.service_type)),
        format('%s in %s, %s refunded', d.credits, d.requests, d.refunded_credits),
        format('%s in %s, %s refunded', c.credits, c.requests, c.refunded_credits)
    from credit_usage_daily_services as c
    full join (
        select
            x.org_id, x.day, x.service_type, x.service_name, sum(x.credits) as credits, sum(x.requests) as requests,
            sum(x.refunded_credits) as refunded_credits
        from credit_usage_daily as x join organizations as o on o.org_id = x.org_id and x.day <= o.usage_closed_through
        group by x.org_id, x.day, x.service_type, x.service_name
    ) as d on d.org_id = c.org_id and d.day = c.day and d.service_type = c.service_type and d.service_name = c.service_name
    where (c.credits, c.requests, c.refunded_credits) is distinct from (d.credits, d.requests, d.refunded_credits)
    union all
    select 'C10 closed days', coalesce(c.org_id, d.org_id), coalesce(c.day, d.day)::text,
        format('%s in %s by %s, %s refunded', d.credits, d.requests, d.users, d.refunded_credits),
        format('%s in %s by %s, %s refunded', c.credits, c.requests, c.users, c.refunded_credits)
    from credit_usage_daily_totals as c
    full join (
        select
            x.org_id, x.day, sum(x.credits) as credits, sum(x.requests) as requests,
            sum(x.refunded_credits) as refunded_credits, count(distinct x.user_id) filter (where x.requests > 0) as users,
            sum(x.api_cost_usd) as api_cost_usd, sum(x.markup_usd) as markup_usd
        from credit_usage_daily as x join organizations as o on o.org_id = x.org_id and x.day <= o.usage_closed_through
        group by x.org_id, x.day
    ) as d on d.org_id = c.org_id and d.day = c.day
    where (c.credits, c.requests, c.users, c.refunded_credits, c.api_cost_usd, c.markup_usd)
        is distinct from (d.credits, d.requests, d.users, d.refunded_credits, d.api_cost_usd, d.markup_usd);
$fn$;
comment on function verify_c10_rollups() is 'C10: the daily roll-up is the usage and its refunds grouped by posting day; the coarser ones are the daily one for closed days.';
