create or replace function invoice_of_change(p_subscription organization_subscriptions, p_amount_usd numeric) returns jsonb
language sql
stable
as $fn$
    select jsonb_build_object('invoice_id', (
        select p.invoice_id from subscription_periods as p
        where p.org_id = (p_subscription).org_id and p.term_id = (p_subscription).term_id and p_amount_usd <> 0
        order by p.period_number desc
        limit 1
    ))
$fn$;
comment on function invoice_of_change(organization_subscriptions, numeric) is 'Details that name the invoice of the row which a verb has just added, for the event that tells its amount again; null where the verb costs nothing now.';
