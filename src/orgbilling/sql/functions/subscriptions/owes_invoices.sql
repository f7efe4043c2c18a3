create or replace function owes_invoices(p_subscription organization_subscriptions) returns boolean
language sql
stable
set search_path = public, pg_temp
as $fn$
    select exists (
        select 1 from subscription_invoices as i
        where i.org_id = (p_subscription).org_id and i.subscription_id = (p_subscription).subscription_id
        and i.status in ('open', 'failed')
    );
$fn$;
comment on function owes_invoices(organization_subscriptions) is 'Whether an invoice of a subscription is open (a failed payment leaves it open).';
