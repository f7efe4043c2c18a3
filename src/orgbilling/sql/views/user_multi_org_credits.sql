create or replace view user_multi_org_credits as
select
    m.user_id,
    u.email as user_email,
    u.name as user_name,
    m.org_id,
    o.name as org_name,
    o.status as org_status,
    m.role,
    s.subscription_plan,
    monthly_share(s.price_usd, s.billing_cycle) as monthly_price,
    s.status as subscription_status,
    coalesce(a.allocated_credits, 0) as allocated_credits,
    coalesce(a.used_credits, 0) as used_credits,
    coalesce(a.held_credits, 0) as held_credits,
    coalesce(a.remaining_credits, 0) as remaining_credits,
    a.reset_period,
    a.next_reset_date,
    coalesce(a.is_active, false) as is_active,
    m.joined_at
from organization_members as m
inner join organizations as o on o.org_id = m.org_id
inner join users as u on u.user_id = m.user_id
left join allocation_balances as a on a.org_id = m.org_id and a.user_id = m.user_id
left join lateral (
    select c.subscription_plan, c.price_usd, c.billing_cycle, c.status
    from organization_subscriptions as c
    where c.org_id = m.org_id
    order by (c.status = 'canceled') asc, c.created_at desc
    limit 1
) as s on true
where m.status = 'active';
comment on view user_multi_org_credits is 'One row a membership: what a user has, has used and can still spend in each of their organizations, with the organization''s plan. Without an allocation the credits are 0. State as it is stored: a read settles nobody, and what has fallen due since shows once its organization is settled.';
