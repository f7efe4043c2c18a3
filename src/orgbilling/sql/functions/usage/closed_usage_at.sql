create or replace function closed_usage_at(p_today date)
returns table (
    org_id uuid, as_of date, closed_through date, first_open_day date, credits_30_days numeric, month_credits numeric,
    before_credits numeric, refunded_30_days numeric, month_refunded numeric
)
language sql
stable
security definer
set search_path = public, pg_temp
as $fn$
    select
        o.org_id, p_today, o.usage_closed_through,
        (
            select d.day from credit_usage_daily as d
            where d.org_id = o.org_id and d.day > o.usage_closed_through
            order by d.day
            limit 1
        ),
        coalesce(t.credits_30_days, 0), coalesce(t.month_credits, 0),
        coalesce(t.before_credits, 0), coalesce(t.refunded_30_days, 0), coalesce(t.month_refunded, 0)
    from organizations as o
    left join (
        select
            d.org_id,
            sum(d.credits - d.refunded_credits) filter (where d.day >= p_today - 29) as credits_30_days,
            sum(d.credits - d.refunded_credits) filter (where d.day >= b.month_start) as month_credits,
            sum(d.credits - d.refunded_credits) filter (where d.day between b.before_start and b.before_end) as before_credits,
            sum(d.refunded_credits) filter (where d.day >= p_today - 29) as refunded_30_days,
            sum(d.refunded_credits) filter (where d.day >= b.month_start) as month_refunded
        from usage_bounds(p_today) as b
        inner join credit_usage_daily_totals as d on d.day >= b.before_start
        group by d.org_id
    ) as t on t.org_id = o.org_id;
$fn$;
comment on function closed_usage_at(date) is 'Each organization''s final usage, net of refunds, as of a UTC date: the 30 days that end with it, its month so far, and the month before up to the same day; and what was refunded in the former two. Live days are not in it; first_open_day is the first of them that has usage.';
