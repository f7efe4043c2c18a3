create or replace function close_usage_days(p_org_id uuid, p_now timestamptz default null) returns integer
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_zone text;
    v_closed date;
    v_first date;
    v_last date;
begin
    -- A quarter of an hour past midnight, so that no statement that began before it is still posting.
    select o.time_zone, o.usage_closed_through, local_date(coalesce(p_now, clock_timestamp()) - interval '15 minutes', o.time_zone) - 1
    into v_zone, v_closed, v_last
    from organizations as o where o.org_id = p_org_id
    for no key update;
    if not found then
        raise exception 'no such organization' using errcode = 'OB004';
    end if;
    if v_last <= v_closed then
        return 0;
    end if;
    v_first := (select min(d.day) from credit_usage_daily as d where d.org_id = p_org_id and d.day > v_closed);
    insert into credit_usage_daily_users (org_id, day, user_id, credits, requests, refunded_credits)
    select d.org_id, d.day, d.user_id, sum(d.credits), sum(d.requests), sum(d.refunded_credits)
    from credit_usage_daily as d
    where d.org_id = p_org_id and d.day between v_first and v_last
    group by d.org_id, d.day, d.user_id;
    insert into credit_usage_daily_services (org_id, day, service_type, service_name, credits, requests, refunded_credits)
    select d.org_id, d.day, d.service_type, d.service_name, sum(d.credits), sum(d.requests), sum(d.refunded_credits)
    from credit_usage_daily as d
    where d.org_id = p_org_id and d.day between v_first and v_last
    group by d.org_id, d.day, d.service_type, d.service_name;
    insert into credit_usage_daily_totals (org_id, day, credits, requests, users, api_cost_usd, markup_usd, refunded_credits)
    select
        d.org_id, d.day, sum(d.credits), sum(d.requests), count(distinct d.user_id) filter (where d.requests > 0),
        sum(d.api_cost_usd), sum(d.markup_usd), sum(d.refunded_credits)
    from credit_usage_daily as d
    where d.org_id = p_org_id and d.day between v_first and v_last
    group by d.org_id, d.day;
    update organizations set usage_closed_through = v_last where org_id = p_org_id;
    return case
        when v_first is null or v_first > v_last then 0
        when v_closed = '-infinity' then v_last - v_first + 1
        else v_last - v_closed
    end;
end
$fn$;
comment on function close_usage_days(uuid, timestamptz) is 'Makes every local day before today final: sums credit_usage_daily into the tables by member, by service and in total, and moves usage_closed_through, on or before which nothing is ever posted. Returns how many days were closed; a second run closes none. Raises OB004.';
