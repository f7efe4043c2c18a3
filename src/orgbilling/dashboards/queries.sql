-- What a user and an organization see at a glance. One indexed query a block.

-- name: list_joined_due
select p.org_id
from organization_members as j
inner join organization_credit_pools as p on p.org_id = j.org_id
where j.user_id = %(user_id)s and j.status = 'active' and p.next_due_at <= %(now)s
order by p.org_id;

-- name: list_joined
select
    c.org_id, c.org_name, c.role, c.subscription_plan, c.monthly_price, c.subscription_status, c.allocated_credits, c.used_credits,
    c.held_credits, c.remaining_credits, c.reset_period, midnight_of(c.next_reset_date, o.time_zone) as next_reset_date,
    c.is_active, r.request_id as pending_id, r.requested_credits as pending_credits, r.reason as pending_reason,
    r.created_at as pending_since
from user_multi_org_credits as c
inner join organizations as o on o.org_id = c.org_id
left join credit_requests as r on r.org_id = c.org_id and r.user_id = c.user_id and r.status = 'pending'
where c.user_id = %(user_id)s and c.org_status <> 'closed'
order by lower(c.org_name), c.org_id;

-- name: list_own_usage
-- never null: total_credits_used, refunded_credits, request_count
-- One row a day and organization, and one over all of them, without either. Days are local to each
-- organization and "today" is UTC's; an organization that is ahead of UTC may already be in the next
-- day, which belongs to today here. One short look-up a day and organization.
with used as materialized (
    select
        m.org_id, least(g.day, local_date(%(now)s, 'UTC')) as day, d.credits, d.refunded_credits, d.requests, d.service_type,
        d.service_name
    from organization_members as m
    cross join (select local_date(%(now)s, 'UTC') + 1 - s as day from generate_series(0, 30) as s) as g
    inner join lateral (
        select u.credits - u.refunded_credits as credits, u.refunded_credits, u.requests, u.service_type, u.service_name
        from credit_usage_daily as u
        where u.org_id = m.org_id and u.user_id = m.user_id and u.day = g.day
    ) as d on true
    where m.user_id = %(user_id)s
)
select
    u.org_id, u.day, sum(u.credits) as total_credits_used, sum(u.refunded_credits) as refunded_credits,
    sum(u.requests)::bigint as request_count,
    null::bigint as org_count, null::bigint as service_count
from used as u
group by u.org_id, u.day
union all
select
    null, null, coalesce(sum(u.credits), 0), coalesce(sum(u.refunded_credits), 0), coalesce(sum(u.requests), 0)::bigint,
    count(distinct u.org_id) filter (where u.requests > 0),
    -- Grouped by a hash; distinct pairs would be sorted as rows, which costs more than everything else here.
    (select count(*) from (select from used as s where s.requests > 0 group by s.service_type, s.service_name) as g)
from used as u
order by org_id nulls last, day;

-- name: list_waiting_invitations
select
    i.org_id, i.invitation_id, o.name as org_name, i.role, coalesce(u.name, i.invited_by) as invited_by_name, i.created_at,
    i.expires_at
from organization_invitations as i
inner join organizations as o on o.org_id = i.org_id
left join users as u on u.user_id = i.invited_by
where
    lower(i.email) = lower(%(email)s) and i.accepted_at is null and i.revoked_at is null and i.expires_at > %(now)s
    and o.status <> 'closed'
    and exists (select 1 from users as a where a.user_id = %(user_id)s and a.is_email_verified)
    and not exists (
        select 1 from organization_members as m
        where m.org_id = i.org_id and m.user_id = %(user_id)s and m.status = 'active'
    )
order by i.created_at desc, i.invitation_id
limit %(limit)s;

-- name: settle_organization
select settle_organization(%(org_id)s, %(now)s);

-- name: get_subscription
select
    s.subscription_id as id, s.subscription_plan as plan, s.price_usd as price,
    monthly_share(s.price_usd, s.billing_cycle) as monthly_price, s.billing_cycle, s.status, s.trial_ends_at,
    s.current_period_start, s.current_period_end, s.grace_ends_at, s.cancel_at, s.next_plan, s.next_billing_cycle,
    case when s.status in ('trialing', 'active', 'past_due') and s.cancel_at is null then s.current_period_end end as next_billing_at
from organization_subscriptions as s
where s.org_id = %(org_id)s
order by (s.status = 'canceled'), s.created_at desc
limit 1;

-- name: get_pool
-- never null: included_monthly_credits, used_credits, allocation_count, member_count
select
    p.pool_id as id, p.org_id, p.total_credits, p.allocated_credits, p.available_credits, p.monthly_refresh_amount,
    p.own_monthly_credits, p.monthly_refresh_amount - p.own_monthly_credits as included_monthly_credits,
    midnight_of(p.last_refresh_date, o.time_zone) as last_refresh_date, p.next_refresh_at as next_refresh_date,
    p.allow_overage, p.overage_limit, p.lifetime_purchased_credits, p.lifetime_spent_usd as lifetime_spent_amount,
    a.used_credits, a.allocation_count,
    (select count(*) from organization_members as m where m.org_id = p.org_id and m.status = 'active') as member_count
from organization_credit_pools as p
inner join organizations as o on o.org_id = p.org_id
cross join lateral (
    select coalesce(sum(u.used_credits), 0) as used_credits, count(*) as allocation_count
    from user_credit_allocations as u
    where u.org_id = p.org_id
) as a
where p.org_id = %(org_id)s;

-- name: list_allocations
select
    a.allocation_id as id, a.org_id, a.user_id, u.email as user_email, u.name as user_name, a.allocated_credits, a.used_credits,
    a.held_credits, a.remaining_credits, a.reset_period, midnight_of(a.last_reset_date, o.time_zone) as last_reset_date,
    midnight_of(a.next_reset_date, o.time_zone) as next_reset_date, a.is_active, a.notes, a.created_at
from allocation_balances as a
inner join users as u on u.user_id = a.user_id
inner join organizations as o on o.org_id = a.org_id
where a.org_id = %(org_id)s and (%(user_id)s::text is null or a.user_id = %(user_id)s::text)
order by a.used_credits desc, a.user_id
limit %(limit)s;

-- name: list_pending_requests
-- never null: waiting
-- nullable: user_id
-- How many wait, and which of them is the caller's own.
select
    r.waiting, o.request_id as pending_id, o.requested_credits as pending_credits, o.reason as pending_reason,
    o.created_at as pending_since
from (select count(*) as waiting from credit_requests as c where c.org_id = %(org_id)s and c.status = 'pending') as r
left join credit_requests as o on o.org_id = %(org_id)s and o.user_id = %(user_id)s::text and o.status = 'pending';
