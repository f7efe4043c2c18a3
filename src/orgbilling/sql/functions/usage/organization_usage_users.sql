create or replace function organization_usage_users(p_org_id uuid, p_user_id text, p_from date, p_to date, p_limit integer)
returns table (user_id text, credits numeric, requests bigint, user_count bigint, refunded_credits numeric)
language plpgsql
stable
rows 10
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_closed date := (select o.usage_closed_through from organizations as o where o.org_id = p_org_id);
begin
    if p_user_id is not null then
        return query
            select
                p_user_id, sum(d.credits), sum(d.requests)::bigint, least(sum(d.requests), 1)::bigint, sum(d.refunded_credits)
            from organization_usage_days(p_org_id, p_user_id, p_from, p_to) as d
            having sum(d.requests) > 0 or sum(d.refunded_credits) > 0;
        return;
    end if;
    return query
        select
            x.user_id, sum(x.credits) - sum(x.refunded_credits), sum(x.requests)::bigint,
            count(nullif(sum(x.requests), 0)) over (), sum(x.refunded_credits)
        from (
            select u.user_id, u.credits, u.requests, u.refunded_credits from credit_usage_daily_users as u
            where u.org_id = p_org_id and u.day between p_from and least(p_to, v_closed)
            union all
            select d.user_id, d.credits, d.requests, d.refunded_credits from credit_usage_daily as d
            where d.org_id = p_org_id and d.day between greatest(p_from, v_closed + 1) and p_to
        ) as x
        group by x.user_id
        order by sum(x.credits) - sum(x.refunded_credits) desc, x.user_id
        limit p_limit;
end
$fn$;
comment on function organization_usage_users(uuid, text, date, date, integer) is 'The largest consumers of an organization (or one member alone) over the local days from p_from to p_to; credits are net of the refunds of these days, and user_count is how many members spent in all, which those who only got something back have not.';
