create or replace function invoice_period(
    p_subscription organization_subscriptions, p_details jsonb, p_actor_id text
) returns uuid
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    s organization_subscriptions := p_subscription;
    v_id uuid;
begin
    v_id := record_billing_event(
        s.org_id, 'invoice_created', s.price_usd, case when s.price_usd > 0 then 'pending' else 'none' end,
        s.current_period_start, s.current_period_end, s.subscription_id,
        jsonb_build_object(
            'invoice_kind', 'period', 'subscription_plan', s.subscription_plan, 'billing_cycle', s.billing_cycle
        ) || p_details,
        p_actor_id, s.current_period_start
    );
    perform emit_fact(s.org_id, 'invoice.created', jsonb_build_object(
        'history_id', v_id, 'subscription_id', s.subscription_id, 'amount_usd', s.price_usd
    ));
    return v_id;
end
$fn$;
comment on function invoice_period(organization_subscriptions, jsonb, text) is 'Writes the invoice of the subscription''s current period at its full price, dated at the period''s start; returns its id. A price of 0 has nothing to pay.';
