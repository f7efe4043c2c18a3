create or replace function resume_subscription(
    p_org_id uuid, p_actor_id text default null, p_now timestamptz default null
) returns setof organization_subscriptions
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_now timestamptz := coalesce(p_now, clock_timestamp());
    v_old organization_subscriptions;
    v_new organization_subscriptions;
begin
    v_old := lock_live_subscription(p_org_id);
    if v_old.status <> 'paused' then
        return next v_old;
        return;
    end if;
    v_new := v_old;
    -- A period that ended during the pause is over; the time that was paused is not billed.
    if v_new.current_period_end <= v_now then
        v_new := upgraded_subscription(
            v_new, v_new.subscription_plan, v_new.billing_cycle, v_new.price_usd, true, v_now
        );
    end if;
    v_new.status := 'active';
    perform store_subscription(v_new);
    perform record_billing_event(
        p_org_id, 'subscription_upgraded', 0, 'none', v_new.current_period_start, v_new.current_period_end, v_new.subscription_id,
        '{"reason": "resumed"}' || revenue_change(v_old, v_new), p_actor_id, v_now
    );
    if v_new.current_period_start <> v_old.current_period_start then
        perform invoice_period(v_new, '{}', p_actor_id);
    end if;
    perform record_audit(
        p_org_id, 'org.subscription.resumed', p_actor_id, case when p_actor_id is null then 'sql' else 'user' end,
        v_new.subscription_id::text, jsonb_build_object('status', jsonb_build_array(v_old.status, v_new.status))
    );
    perform emit_fact(p_org_id, 'subscription.resumed', jsonb_build_object('subscription_id', v_new.subscription_id));
    return next v_new;
end
$fn$;
comment on function resume_subscription(uuid, text, timestamptz) is 'Ends a pause: the period goes on, or a new one starts and is invoiced where it ended meanwhile. A subscription that is not paused stays as it is. Raises OB004, OB017, OB022 when it has ended.';
