create or replace function note_subscription_created(
    p_subscription organization_subscriptions, p_trial_days integer, p_actor_id text, p_now timestamptz
) returns void
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    s organization_subscriptions := p_subscription;
    v_details jsonb := jsonb_build_object(
        'subscription_plan', s.subscription_plan, 'billing_cycle', s.billing_cycle, 'price_usd', s.price_usd, 'trial_days', p_trial_days
    );
begin
    perform record_billing_event(
        s.org_id, 'subscription_created', case when p_trial_days > 0 then 0 else s.price_usd end, 'none',
        s.current_period_start, s.current_period_end, s.subscription_id, v_details || invoice_of_change(s, s.price_usd) || revenue_change(null, s), p_actor_id, p_now
    );
    perform record_audit(
        s.org_id, 'org.subscription.created', p_actor_id, case when p_actor_id is null then 'sql' else 'user' end,
        s.subscription_id::text, v_details
    );
    perform emit_fact(s.org_id, 'subscription.created', jsonb_build_object('subscription_id', s.subscription_id));
end
$fn$;
comment on function note_subscription_created(organization_subscriptions, integer, text, timestamptz) is 'Writes what a new subscription leaves behind: history, audit and a fact.';
