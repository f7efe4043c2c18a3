create or replace view current_subscriptions as
select distinct on (s.org_id)
    s.org_id,
    s.subscription_id,
    s.subscription_plan,
    s.billing_cycle,
    s.price_usd,
    monthly_share(s.price_usd, s.billing_cycle) as monthly_price_usd,
    recurring_revenue(s.status, s.price_usd, s.billing_cycle) as mrr_usd,
    s.status,
    s.trial_ends_at,
    s.current_period_start,
    s.current_period_end,
    s.grace_ends_at,
    s.cancel_at,
    s.canceled_at,
    s.next_plan,
    s.next_billing_cycle,
    s.lago_subscription_id,
    s.created_at
from organization_subscriptions as s
order by s.org_id asc, (s.status = 'canceled') asc, s.created_at desc;
comment on view current_subscriptions is 'The subscription that speaks for an organization: its live one, else the one that ended last. No row without any. State as it is stored: a read settles nobody, and what has fallen due since shows once its organization is settled.';
