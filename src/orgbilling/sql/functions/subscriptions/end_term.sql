create or replace function end_term(p_subscription organization_subscriptions, p_at timestamptz) returns void
language sql
security definer
set search_path = public, pg_temp
as $fn$
    select end_row(p_subscription, p_at);
    update subscription_terms set ended_at = greatest(starts_at, p_at), next_month_at = null
    where org_id = (p_subscription).org_id and term_id = (p_subscription).term_id and ended_at is null;
$fn$;
comment on function end_term(organization_subscriptions, timestamptz) is 'Ends the running term of a subscription and its row; months that have started stay due.';
