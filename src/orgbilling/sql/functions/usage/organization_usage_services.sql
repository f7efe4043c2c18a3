create or replace function organization_usage_services(p_org_id uuid, p_user_id text, p_from date, p_to date)
returns table (service_type text, credits numeric, requests bigint, refunded_credits numeric)
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
            select x.service_type, sum(x.credits) - sum(x.refunded_credits), sum(x.requests)::bigint, sum(x.refunded_credits)
            from (
                select s.service_type, s.credits, s.requests, s.refunded_credits from credit_usage_daily_services as s
                where s.org_id = p_org_id and s.day between p_from and least(p_to, v_closed)
                union all
                select d.service_type, d.credits, d.requests, d.refunded_credits from credit_usage_daily as d
                where d.org_id = p_org_id and d.day between greatest(p_from, v_closed + 1) and p_to
            ) as x
            group by x.service_type
            order by sum(x.credits) - sum(x.refunded_credits) desc, x.service_type;
        return;
    end if;
    return query
        select d.service_type, sum(d.credits) - sum(d.refunded_credits), sum(d.requests)::bigint, sum(d.refunded_credits)
        from generate_series(p_from::timestamp, p_to::timestamp, interval '1 day') as g
        cross join lateral (
            select u.service_type, u.credits, u.requests, u.refunded_credits from credit_usage_daily as u
            where u.org_id = p_org_id and u.day = g::date and u.user_id = p_user_id
        ) as d
        group by d.service_type
        order by sum(d.credits) - sum(d.refunded_credits) desc, d.service_type;
end
$fn$;
comment on function organization_usage_services(uuid, text, date, date) is 'Usage by service type of an organization, or of one member, over the local days from p_from to p_to, largest first; credits are net of the refunds of these days.';
