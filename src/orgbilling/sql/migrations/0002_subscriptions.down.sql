set local lock_timeout = '10s';
drop table org_billing_history, credit_purchases, organization_subscriptions, credit_price_tiers, plans;
