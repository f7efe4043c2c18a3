create or replace function end_row(p_subscription organization_subscriptions, p_at timestamptz) returns void
language sql
security definer
set search_path = public, pg_temp
as $fn$
    update subscription_periods set ends_at = greatest(starts_at, p_at)
    where org_id = (p_subscription).org_id and term_id = (p_subscription).term_id and ends_at is null;
$fn$;
comment on function end_row(organization_subscriptions, timestamptz) is 'Ends the running period row of a subscription, if one runs.';
