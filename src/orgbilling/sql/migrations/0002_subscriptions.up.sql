-- What organizations subscribe to and buy.
set local lock_timeout = '10s';

create table plans (
    plan text primary key check (plan ~ '^[a-z][a-z0-9_-]{0,62}$'),
    name text not null,
    description text not null,
    monthly_price_usd numeric(12, 2) not null check (monthly_price_usd >= 0),
    yearly_price_usd numeric(12, 2) not null check (yearly_price_usd >= 0),
    managed_markup numeric not null check (managed_markup >= 0 and managed_markup <= 100),
    own_key_markup numeric not null check (own_key_markup >= 0 and own_key_markup <= 100),
    included_monthly_credits credit_amount not null default 0 check (included_monthly_credits >= 0),
    is_offered boolean not null default true
);
comment on table plans is 'What can be subscribed to; prices and markups live here and nowhere else.';
comment on column plans.plan is 'Stable code.';
comment on column plans.name is 'Display name.';
comment on column plans.description is 'One sentence for a person who compares.';
comment on column plans.monthly_price_usd is 'Price of a month.';
comment on column plans.yearly_price_usd is 'Price of a year.';
comment on column plans.managed_markup is 'Factor on the API cost when the platform''s own provider key serves.';
comment on column plans.own_key_markup is 'Factor on the API cost when the organization''s own key serves.';
comment on column plans.included_monthly_credits is 'Credits that each monthly refresh brings.';
comment on column plans.is_offered is 'Whether new subscriptions may choose it.';

insert into plans (plan, name, description, monthly_price_usd, yearly_price_usd, managed_markup, own_key_markup) values
('platform', 'Platform', 'Managed infrastructure: the platform''s own provider keys.', 50, 540, 1.5, 1.0),
('byok', 'Bring your own keys', 'The organization''s own provider keys, passed through without markup.', 30, 324, 1.0, 1.0),
('hybrid', 'Hybrid', 'Both, chosen for each call by whose key serves it.', 99, 1068, 1.5, 1.0);

create table credit_price_tiers (
    min_credits credit_amount primary key check (min_credits >= 0),
    discount_percent numeric(5, 2) not null check (discount_percent >= 0 and discount_percent < 100)
);
comment on table credit_price_tiers is 'Volume discounts on bought credits; the highest tier at or below the amount applies to all of it.';
comment on column credit_price_tiers.min_credits is 'Smallest purchase of the tier.';
comment on column credit_price_tiers.discount_percent is 'Percent off the base price.';
insert into credit_price_tiers (min_credits, discount_percent) values (0, 0);

create table organization_subscriptions (
    org_id uuid not null references organizations,
    subscription_id uuid not null default gen_random_uuid(),
    subscription_plan text not null references plans,
    billing_cycle text not null check (billing_cycle in ('monthly', 'yearly')),
    price_usd numeric(12, 2) not null check (price_usd >= 0),
    status text not null check (status in ('trialing', 'active', 'past_due', 'canceled', 'paused')),
    trial_ends_at timestamptz,
    anchor_date date not null,
    period_index integer not null default 0 check (period_index >= 0),
    current_period_start timestamptz not null,
    current_period_end timestamptz not null,
    grace_ends_at timestamptz,
    cancel_at timestamptz,
    canceled_at timestamptz,
    next_plan text references plans,
    next_billing_cycle text check (next_billing_cycle in ('monthly', 'yearly')),
    lago_subscription_id text,
    created_by text not null,
    created_at timestamptz not null default now(),
    primary key (org_id, subscription_id),
    check (current_period_start < current_period_end),
    check ((status = 'canceled') = (canceled_at is not null)),
    check ((status = 'past_due') = (grace_ends_at is not null)),
    check (status <> 'trialing' or trial_ends_at is not null),
    check ((next_plan is null) = (next_billing_cycle is null))
);
create unique index organization_subscriptions_one_live on organization_subscriptions (org_id)
where status <> 'canceled';
create index organization_subscriptions_due on organization_subscriptions (current_period_end)
where status in ('trialing', 'active', 'past_due');
create index organization_subscriptions_past_due on organization_subscriptions (grace_ends_at) where status = 'past_due';
comment on table organization_subscriptions is 'Plans that organizations hold or held; at most one that is not canceled.';
comment on column organization_subscriptions.org_id is 'The organization.';
comment on column organization_subscriptions.subscription_id is 'Subscription id.';
comment on column organization_subscriptions.subscription_plan is 'Plan.';
comment on column organization_subscriptions.billing_cycle is 'monthly or yearly.';
comment on column organization_subscriptions.price_usd is 'Price of one billing cycle, copied from the plan when the plan or cycle was taken.';
comment on column organization_subscriptions.status is 'trialing, active, past_due, canceled or paused.';
comment on column organization_subscriptions.trial_ends_at is 'End of the trial; the first paid period starts there.';
comment on column organization_subscriptions.anchor_date is 'Local date of the first paid period; boundary k is anchor + k months (or years), so that 31 January stays the anchor.';
comment on column organization_subscriptions.period_index is 'k of the current period''s start.';
comment on column organization_subscriptions.current_period_start is 'Start of the current period.';
comment on column organization_subscriptions.current_period_end is 'End of the current period: next billing.';
comment on column organization_subscriptions.grace_ends_at is 'Until when a past due organization may still spend.';
comment on column organization_subscriptions.cancel_at is 'When a requested cancellation takes effect.';
comment on column organization_subscriptions.canceled_at is 'When it ended.';
comment on column organization_subscriptions.next_plan is 'Plan that takes over at the end of the period.';
comment on column organization_subscriptions.next_billing_cycle is 'Cycle that takes over at the end of the period.';
comment on column organization_subscriptions.lago_subscription_id is 'Id in Lago, where Lago is connected.';
comment on column organization_subscriptions.created_by is 'Who subscribed the organization.';
comment on column organization_subscriptions.created_at is 'When.';

create table credit_purchases (
    org_id uuid not null references organizations,
    purchase_id uuid not null,
    credits credit_amount not null check (credits > 0),
    amount_usd numeric(14, 2) not null check (amount_usd >= 0),
    currency text not null default 'USD' check (currency = 'USD'),
    status text not null default 'pending' check (status in ('pending', 'paid', 'canceled', 'refunded')),
    reason text,
    requested_by text not null,
    created_at timestamptz not null default now(),
    paid_at timestamptz,
    paid_by text,
    lago_invoice_id text,
    primary key (org_id, purchase_id)
);
create index credit_purchases_by_status on credit_purchases (status, created_at);
comment on table credit_purchases is 'Credits that were ordered; they land in the pool once, when paid.';
comment on column credit_purchases.org_id is 'The organization.';
comment on column credit_purchases.purchase_id is 'Time-ordered id.';
comment on column credit_purchases.credits is 'Credits ordered.';
comment on column credit_purchases.amount_usd is 'The server''s quote, in whole cents.';
comment on column credit_purchases.currency is 'Always USD: one currency an account.';
comment on column credit_purchases.status is 'pending, paid, canceled or refunded.';
comment on column credit_purchases.reason is 'What the buyer wrote.';
comment on column credit_purchases.requested_by is 'Who ordered.';
comment on column credit_purchases.created_at is 'When.';
comment on column credit_purchases.paid_at is 'When it was paid.';
comment on column credit_purchases.paid_by is 'Who recorded the payment.';
comment on column credit_purchases.lago_invoice_id is 'Invoice in Lago.';

create table org_billing_history (
    org_id uuid not null references organizations,
    history_id uuid not null,
    event_type text not null check (event_type in (
        'invoice_created', 'invoice_paid', 'invoice_failed', 'subscription_created', 'subscription_upgraded',
        'subscription_downgraded', 'subscription_canceled', 'credit_purchase', 'credit_refund', 'overage_charged'
    )),
    amount_usd numeric(14, 2) not null default 0,
    currency text not null default 'USD' check (currency = 'USD'),
    payment_status text check (payment_status in ('pending', 'paid', 'failed', 'refunded', 'none')),
    period_start timestamptz,
    period_end timestamptz,
    subscription_id uuid,
    purchase_id uuid,
    details jsonb not null default '{}',
    actor_id text not null,
    created_at timestamptz not null default now(),
    primary key (org_id, history_id)
);
create index org_billing_history_by_time on org_billing_history (created_at, event_type);
create index org_billing_history_details on org_billing_history using gin (details jsonb_path_ops);
comment on table org_billing_history is 'What was billed, bought and changed; append-only but for the payment status.';
comment on column org_billing_history.org_id is 'The organization.';
comment on column org_billing_history.history_id is 'Time-ordered id.';
comment on column org_billing_history.event_type is 'Kind of event.';
comment on column org_billing_history.amount_usd is 'Amount; negative for what was given back.';
comment on column org_billing_history.currency is 'Always USD.';
comment on column org_billing_history.payment_status is 'pending, paid, failed, refunded or none.';
comment on column org_billing_history.period_start is 'Start of the period billed.';
comment on column org_billing_history.period_end is 'End of the period billed.';
comment on column org_billing_history.subscription_id is 'Subscription it concerns.';
comment on column org_billing_history.purchase_id is 'Purchase it concerns.';
comment on column org_billing_history.details is 'Further facts: plans, proration, reasons.';
comment on column org_billing_history.actor_id is 'Who caused it.';
comment on column org_billing_history.created_at is 'When.';
