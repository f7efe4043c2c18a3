-- What organizations subscribe to. Amounts are US dollars; prices come from the table of plans.

-- name: list_plans
select
    plan, name, description, monthly_price_usd as monthly_price, yearly_price_usd as yearly_price, managed_markup, own_key_markup,
    included_monthly_credits
from plans
where is_offered
order by monthly_price_usd, plan;

-- name: settled_subscription
-- rows as: find_subscription
select
    s.subscription_id as id, s.org_id, o.name as org_name, s.subscription_plan, s.price_usd as price,
    monthly_share(s.price_usd, s.billing_cycle) as monthly_price, s.billing_cycle, s.status, s.trial_ends_at,
    s.current_period_start, s.current_period_end, s.grace_ends_at, s.cancel_at, s.canceled_at,
    s.next_plan, s.next_billing_cycle, s.created_at
from settled_subscription(%(org_id)s, %(now)s) as s
inner join organizations as o on o.org_id = s.org_id;

-- name: find_subscription
select
    s.subscription_id as id, s.org_id, o.name as org_name, s.subscription_plan, s.price_usd as price,
    monthly_share(s.price_usd, s.billing_cycle) as monthly_price, s.billing_cycle, s.status, s.trial_ends_at,
    s.current_period_start, s.current_period_end, s.grace_ends_at, s.cancel_at, s.canceled_at,
    s.next_plan, s.next_billing_cycle, s.created_at
from organization_subscriptions as s
inner join organizations as o on o.org_id = s.org_id
where s.org_id = %(org_id)s
order by (s.status = 'canceled'), s.created_at desc
limit 1;

-- name: create_subscription
select s.subscription_id
from create_subscription(%(org_id)s, %(plan)s, %(billing_cycle)s, %(trial_days)s, %(actor_id)s, %(now)s) as s;

-- name: preview_change
-- rows as: change_subscription
select
    change, old_plan, new_plan, old_billing_cycle, new_billing_cycle, old_price_usd, new_price_usd, old_monthly_price_usd,
    new_monthly_price_usd, credit_usd, charge_usd, amount_due_usd, included_credits_now, takes_effect_at,
    withdraws_pending_change, withdraws_cancellation
from preview_subscription_change(%(org_id)s, %(plan)s, %(billing_cycle)s, %(now)s);

-- name: change_subscription
select
    change, old_plan, new_plan, old_billing_cycle, new_billing_cycle, old_price_usd, new_price_usd, old_monthly_price_usd,
    new_monthly_price_usd, credit_usd, charge_usd, amount_due_usd, included_credits_now, takes_effect_at,
    withdraws_pending_change, withdraws_cancellation
from change_subscription(%(org_id)s, %(plan)s, %(billing_cycle)s, %(actor_id)s, %(now)s);

-- name: cancel_subscription
select s.subscription_id from cancel_subscription(%(org_id)s, %(at)s, %(actor_id)s, %(now)s) as s;

-- name: mark_past_due
select s.subscription_id
from mark_subscription_past_due(%(org_id)s, %(grace_days)s, %(actor_id)s, %(reason)s, %(now)s) as s;

-- name: mark_active
select s.subscription_id from mark_subscription_active(%(org_id)s, %(actor_id)s, %(now)s) as s;

-- name: pause_subscription
select s.subscription_id from pause_subscription(%(org_id)s, %(actor_id)s, %(now)s) as s;

-- name: resume_subscription
select s.subscription_id from resume_subscription(%(org_id)s, %(actor_id)s, %(now)s) as s;

-- name: claim_change_key
-- nullable: key
select begin_subscription_change(%(org_id)s, %(key)s, %(body)s::jsonb, %(now)s);

-- name: keep_change_answer
-- nullable: key
select keep_response(%(org_id)s, %(key)s, %(answer)s::jsonb);
