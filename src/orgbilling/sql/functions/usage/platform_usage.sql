create or replace function platform_usage(p_limit integer, p_now timestamptz default null)
returns table (
    total_credits_used numeric, total_credits_used_before numeric, refunded_credits numeric, top_org_ids uuid[],
    top_credits numeric[], top_refunded numeric[]
)
language plpgsql
stable
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_today date := local_date(coalesce(p_now, clock_timestamp()), 'UTC');
    v_bounds record;
    v_is_fresh boolean;
    v_first date;
begin
    select * into v_bounds from usage_bounds(v_today);
    v_is_fresh := exists (select 1 from closed_usage as c where c.as_of = v_today);
    -- Whatever is not in those sums is of this day or later: what was there when they were made says so
    -- itself, and nothing was posted since on a day that was over everywhere.
    if v_is_fresh then
        v_first := least((select min(c.first_open_day) from closed_usage as c), v_today - 2);
    end if;
    v_first := greatest(v_first, v_bounds.before_start);
    return query
        with closed as (
            select c.* from closed_usage as c where v_is_fresh
            union all
            select c.* from closed_usage_at(v_today) as c where not v_is_fresh
        ),
        -- One range of days over all organizations: the cost follows what was used on live days.
        live as materialized (
            select d.org_id, d.day, d.credits - d.refunded_credits as credits, d.refunded_credits as refunded
            from credit_usage_daily as d
            left join closed as c on c.org_id = d.org_id
            where d.day >= v_first and (c.org_id is null or d.day > c.closed_through)
        ),
        totals as (
            select sum(c.month_credits) as used, sum(c.before_credits) as used_before, sum(c.month_refunded) as refunded
            from closed as c
            union all
            select
                sum(l.credits) filter (where l.day >= v_bounds.month_start),
                sum(l.credits) filter (where l.day between v_bounds.before_start and v_bounds.before_end),
                sum(l.refunded) filter (where l.day >= v_bounds.month_start)
            from live as l
        ),
        top as (
            select x.org_id, sum(x.credits) as credits, sum(x.refunded) as refunded
            from (
                select c.org_id, c.credits_30_days as credits, c.refunded_30_days as refunded from closed as c
                union all
                select l.org_id, l.credits, l.refunded from live as l where l.day >= v_today - 29
            ) as x
            group by x.org_id
            having sum(x.credits) > 0
            order by sum(x.credits) desc, x.org_id
            limit p_limit
        )
        select
            coalesce(sum(m.used), 0), coalesce(sum(m.used_before), 0), coalesce(sum(m.refunded), 0),
            (select coalesce(array_agg(t.org_id order by t.credits desc, t.org_id), '{}') from top as t),
            (select coalesce(array_agg(t.credits order by t.credits desc, t.org_id), '{}') from top as t),
            (select coalesce(array_agg(t.refunded order by t.credits desc, t.org_id), '{}') from top as t)
        from totals as m;
end
$fn$;
comment on function platform_usage(integer, timestamptz) is 'Credits used over all organizations, net of refunds: this UTC month so far with what was refunded in it, the month before up to the same day, and the p_limit organizations that used most in 30 days with what each was refunded. Days are local to each organization; one that is ahead of UTC counts what it has. Sums of closed days come from closed_usage while they are of today.';
