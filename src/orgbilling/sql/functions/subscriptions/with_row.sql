create or replace function with_row(p_subscription organization_subscriptions, p_row subscription_periods) returns organization_subscriptions
language plpgsql
immutable
as $fn$
declare
    s organization_subscriptions := p_subscription;
begin
    s.subscription_plan := (p_row).subscription_plan;
    s.billing_cycle := (p_row).billing_cycle;
    s.price_usd := (p_row).price_usd;
    s.included_monthly_credits := (p_row).included_monthly_credits;
    return s;
end
$fn$;
comment on function with_row(organization_subscriptions, subscription_periods) is 'The subscription with what its new period row says.';
