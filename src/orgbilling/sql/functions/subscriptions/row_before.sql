create or replace function row_before(p_subscription organization_subscriptions, p_cause text, p_at timestamptz) returns subscription_periods
language plpgsql
immutable
as $fn$
declare
    r subscription_periods;
begin
    r.subscription_plan := (p_subscription).subscription_plan;
    r.billing_cycle := (p_subscription).billing_cycle;
    r.price_usd := (p_subscription).price_usd;
    r.included_monthly_credits := (p_subscription).included_monthly_credits;
    r.cause := p_cause;
    r.starts_at := p_at;
    return r;
end
$fn$;
comment on function row_before(organization_subscriptions, text, timestamptz) is 'A period row with the price and included credits of the row before: a renewal, a resume, the end of a trial.';
