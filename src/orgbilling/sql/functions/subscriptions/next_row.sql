create or replace function next_row(p_subscription organization_subscriptions, p_cause text, p_at timestamptz) returns subscription_periods
language plpgsql
stable
set search_path = public, pg_temp
as $fn$
begin
    if (p_subscription).next_plan is not null then
        return plan_row((p_subscription).next_plan, (p_subscription).next_billing_cycle, p_cause, p_at);
    end if;
    return row_before(p_subscription, p_cause, p_at);
end
$fn$;
comment on function next_row(organization_subscriptions, text, timestamptz) is 'The period row with which the next term begins: the change that waited, else the row before.';
