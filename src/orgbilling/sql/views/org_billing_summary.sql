create or replace view org_billing_summary as
select
    o.org_id,
    o.name as org_name,
    o.status as org_status,
    s.subscription_id,
    s.subscription_plan,
    s.billing_cycle,
    s.price_usd as price,
    s.monthly_price_usd as monthly_price,
    s.status as subscription_status,
    s.trial_ends_at,
    s.current_period_end,
    p.total_credits,
    p.allocated_credits,
    case when p.org_id is not null then coalesce(a.used_credits, 0) end as used_credits,
    p.available_credits,
    coalesce(m.member_count, 0) as member_count,
    coalesce(a.allocated_user_count, 0) as allocated_user_count,
    p.lifetime_purchased_credits,
    p.lifetime_spent_usd as lifetime_spent_amount,
    o.created_at
from organizations as o
left join current_subscriptions as s on s.org_id = o.org_id
left join organization_credit_pools as p on p.org_id = o.org_id
left join (
    select m.org_id, count(*) as member_count
    from organization_members as m
    where m.status = 'active'
    group by m.org_id
) as m on m.org_id = o.org_id
left join (
    select
        a.org_id,
        sum(a.used_credits) as used_credits,
        count(*) filter (where a.is_active) as allocated_user_count
    from user_credit_allocations as a
    group by a.org_id
) as a on a.org_id = o.org_id;
comment on view org_billing_summary is 'One row an organization: plan, price (of a cycle, and its monthly share) and status, the pool, members, members with an active allocation, what it has paid for credits. Used credits are the sum over the allocations of their present periods; figures of what is missing are null. State as it is stored: a read settles nobody, and what has fallen due since shows once its organization is settled.';
