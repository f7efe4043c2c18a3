create or replace function platform_usage(p_limit integer, p_now timestamptz default null)
returns table (total_credits_used numeric, total_credits_used_before numeric, top_org_ids uuid[], top_credits numeric[])
language plpgsql
stable
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_today date := local_date(coalesce(p_now, clock_timestamp()), 'UTC');
    v_bounds record;
    v_is_fresh boolean;
begin
    select * into v_bounds from usage_bounds(v_today);
    v_is_fresh := exists (select 1 from closed_usage as c where c.as_of = v_today);
    return query
        with closed as (
            select c.org_id, c.closed_through, c.credits_30_days, c.month_credits, c.before_credits
            from closed_usage as c
            where v_is_fresh
            union all
            select c.org_id, c.closed_through, c.credits_30_days, c.month_credits, c.before_credits
            from closed_usage_at(v_today) as c
            where not v_is_fresh
        ),
        -- Whatever was not final when those sums were made, closed since or not: one look-up an
        -- organization, so that the cost follows their number and not that of the calls.
        later as (
            select
                l.org_id,
                sum(l.credits) filter (where l.day >= v_today - 29) as credits_30_days,
                sum(l.credits) filter (where l.day >= v_bounds.month_start) as month_credits,
                sum(l.credits) filter (where l.day between v_bounds.before_start and v_bounds.before_end) as before_credits
            from organizations as o
            left join closed as c on c.org_id = o.org_id
            cross join lateral (
                select d.org_id, d.day, d.credits
                from credit_usage_daily as d
                where d.org_id = o.org_id and d.day > coalesce(c.closed_through, '-infinity') and d.day >= v_bounds.before_start
                -- Keeps the planner from reading the whole table instead.
                offset 0
            ) as l
            group by l.org_id
        ),
        merged as (
            select
                x.org_id, sum(x.credits_30_days) as credits_30_days, sum(x.month_credits) as month_credits,
                sum(x.before_credits) as before_credits
            from (
                select c.org_id, c.credits_30_days, c.month_credits, c.before_credits from closed as c
                where c.credits_30_days > 0 or c.before_credits > 0
                union all
                select l.org_id, l.credits_30_days, l.month_credits, l.before_credits from later as l
            ) as x
            group by x.org_id
        ),
        top as (
            select m.org_id, m.credits_30_days from merged as m
            where m.credits_30_days > 0
            order by m.credits_30_days desc, m.org_id
            limit p_limit
        )
        select
            coalesce(sum(m.month_credits), 0), coalesce(sum(m.before_credits), 0),
            (select coalesce(array_agg(t.org_id order by t.credits_30_days desc, t.org_id), '{}') from top as t),
            (select coalesce(array_agg(t.credits_30_days order by t.credits_30_days desc, t.org_id), '{}') from top as t)
        from merged as m;
end
$fn$;
comment on function platform_usage(integer, timestamptz) is 'Credits used over all organizations: this UTC month so far, the month before up to the same day, and the p_limit organizations that used most in 30 days. Days are local to each organization; one that is ahead of UTC counts what it has. Sums of closed days come from closed_usage while they are of today.';
