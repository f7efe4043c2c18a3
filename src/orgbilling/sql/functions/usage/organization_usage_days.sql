create or replace function organization_usage_days(p_org_id uuid, p_user_id text, p_from date, p_to date)
returns table (day date, credits numeric, requests bigint, refunded_credits numeric)
language plpgsql
stable
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_closed date := (select o.usage_closed_through from organizations as o where o.org_id = p_org_id);
begin
    if p_user_id is null then
        return query
            select
                g.on_day, coalesce(t.credits - t.refunded_credits, l.credits, 0), coalesce(t.requests, l.requests, 0),
                coalesce(t.refunded_credits, l.refunded_credits, 0)
            from (select s::date as on_day from generate_series(p_from::timestamp, p_to::timestamp, interval '1 day') as s) as g
            left join credit_usage_daily_totals as t
                on t.org_id = p_org_id and t.day = g.on_day and t.day between p_from and least(p_to, v_closed)
            left join (
                select
                    d.day, sum(d.credits) - sum(d.refunded_credits) as credits, sum(d.requests)::bigint as requests,
                    sum(d.refunded_credits) as refunded_credits
                from credit_usage_daily as d
                where d.org_id = p_org_id and d.day between greatest(p_from, v_closed + 1) and p_to
                group by d.day
            ) as l on l.day = g.on_day
            order by g.on_day;
        return;
    end if;
    -- One short look-up a day: an index range over all days would walk every colleague's rows.
    return query
        select
            g.on_day, coalesce(t.credits - t.refunded_credits, l.credits, 0), coalesce(t.requests, l.requests, 0),
            coalesce(t.refunded_credits, l.refunded_credits, 0)
        from (select s::date as on_day from generate_series(p_from::timestamp, p_to::timestamp, interval '1 day') as s) as g
        left join lateral (
            select u.credits, u.requests, u.refunded_credits from credit_usage_daily_users as u
            where u.org_id = p_org_id and u.day = g.on_day and u.user_id = p_user_id and g.on_day <= v_closed
        ) as t on true
        left join lateral (
            select
                sum(d.credits) - sum(d.refunded_credits) as credits, sum(d.requests)::bigint as requests,
                sum(d.refunded_credits) as refunded_credits
            from credit_usage_daily as d
            where d.org_id = p_org_id and d.day = g.on_day and d.user_id = p_user_id and g.on_day > v_closed
        ) as l on true
        order by g.on_day;
end
$fn$;
comment on function organization_usage_days(uuid, text, date, date) is 'Usage of an organization, or of one member, for each local day from p_from to p_to; days without any are 0. Credits are net: what was used on the day less what was refunded on it, below 0 where that was more. Closed days come from the coarse tables, later ones live.';
