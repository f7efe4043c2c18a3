create or replace function resolve_invoices(
    p_subscription organization_subscriptions, p_outcome text, p_reason text, p_actor_id text, p_now timestamptz
) returns integer
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_invoice org_billing_history;
    v_count integer := 0;
begin
    for v_invoice in
        update org_billing_history
        set payment_status = p_outcome
        where org_id = (p_subscription).org_id and subscription_id = (p_subscription).subscription_id
        and event_type = 'invoice_created'
        and (payment_status = 'pending' or (payment_status = 'failed' and p_outcome = 'paid'))
        returning *
    loop
        v_count := v_count + 1;
        perform record_billing_event(
            v_invoice.org_id, 'invoice_' || p_outcome, v_invoice.amount_usd, p_outcome, v_invoice.period_start, v_invoice.period_end,
            v_invoice.subscription_id, jsonb_build_object('invoice_id', v_invoice.history_id, 'reason', p_reason), p_actor_id, p_now
        );
    end loop;
    return v_count;
end
$fn$;
comment on function resolve_invoices(organization_subscriptions, text, text, text, timestamptz) is 'Marks the open invoices of a subscription paid, or its pending ones failed, and appends an event for each that names it. Returns how many. The caller holds the subscription''s lock.';
