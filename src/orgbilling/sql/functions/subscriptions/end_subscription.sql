create or replace function end_subscription(
    p_subscription organization_subscriptions, p_at timestamptz, p_actor_id text
) returns organization_subscriptions
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_new organization_subscriptions;
begin
    perform end_term(p_subscription, p_at);
    v_new := enter_standing(p_subscription, 'ended', null, p_at, p_actor_id);
    v_new.next_plan := null;
    v_new.next_billing_cycle := null;
    perform store_subscription(v_new);
    perform record_billing_event(
        v_new.org_id, 'subscription_canceled', 0, 'none', v_new.current_period_start, v_new.current_period_end,
        v_new.subscription_id,
        jsonb_build_object('subscription_plan', v_new.subscription_plan, 'billing_cycle', v_new.billing_cycle)
        || revenue_change(p_subscription, v_new),
        p_actor_id, p_at
    );
    perform record_audit(
        v_new.org_id, 'org.subscription.canceled', p_actor_id,
        case when p_actor_id is null then 'sql' when p_actor_id = 'system' then 'system' else 'user' end,
        v_new.subscription_id::text, jsonb_build_object(
            'status', jsonb_build_array(p_subscription.status, v_new.status), 'canceled_at', p_at,
            'subscription_plan', v_new.subscription_plan
        )
    );
    perform emit_fact(v_new.org_id, 'subscription.canceled', jsonb_build_object('subscription_id', v_new.subscription_id));
    return v_new;
end
$fn$;
comment on function end_subscription(organization_subscriptions, timestamptz, text) is 'Ends a subscription and its term at p_at; every credit stays in the pool, and months that have started stay due while their invoice may be paid. The caller holds the lock of the calendar.';
