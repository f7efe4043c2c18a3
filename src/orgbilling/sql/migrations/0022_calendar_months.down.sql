-- The refreshes go on where months and own grants stand; while a subscription is paused, after the last that was settled.
set local lock_timeout = '10s';
update organization_credit_pools as p
set
    next_refresh_date = n.next_date,
    next_refresh_at = n.next_date::timestamp at time zone n.time_zone,
    -- The next one has to be a boundary of its anchor.
    refresh_anchor_date = case
        when exists (
            select 1 from generate_series(-1200, 1200) as k (months)
            where (p.refresh_anchor_date + make_interval(months => k.months))::date = n.next_date
        ) or n.next_date is null then p.refresh_anchor_date
        else n.next_date
    end
from (
    select
        q.org_id, o.time_zone,
        case
            -- The end of a subscription stopped them.
            when s.org_id is null and exists (select 1 from organization_subscriptions as x where x.org_id = q.org_id) then null
            when q.own_monthly_credits > 0 then q.next_own_grant_date
            when s.org_id is null then null
            when s.standing <> 'paused' then (coalesce(t.next_month_at, t.planned_end_at) at time zone o.time_zone)::date
            else (
                select min((q.refresh_anchor_date + make_interval(months => k.months))::date)
                from generate_series(0, 1200) as k (months)
                where (q.refresh_anchor_date + make_interval(months => k.months))::date > q.last_refresh_date
            )
        end as next_date
    from organization_credit_pools as q
    inner join organizations as o on o.org_id = q.org_id
    left join organization_subscriptions as s on s.org_id = q.org_id and s.status <> 'canceled'
    left join subscription_terms as t on t.org_id = s.org_id and t.term_id = s.term_id
) as n
where n.org_id = p.org_id;
-- What was told goes with the telling: the way forward tells it again.
update organization_credit_pools set own_monthly_credits = 0, next_own_grant_date = null, next_own_grant_at = null;
delete from own_grant_boundaries;
delete from own_grants;
delete from included_credits;
