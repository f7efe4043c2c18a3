create or replace function plan_row(p_plan text, p_billing_cycle text, p_cause text, p_at timestamptz) returns subscription_periods
language plpgsql
stable
set search_path = public, pg_temp
as $fn$
declare
    r subscription_periods;
begin
    r.subscription_plan := p_plan;
    r.billing_cycle := p_billing_cycle;
    r.price_usd := plan_price(p_plan, p_billing_cycle);
    r.included_monthly_credits := (select p.included_monthly_credits from plans as p where p.plan = p_plan);
    r.cause := p_cause;
    r.starts_at := p_at;
    return r;
end
$fn$;
comment on function plan_row(text, text, text, timestamptz) is 'A period row whose price and included credits are copied from the plan: where a plan or a cycle is taken.';
