create or replace function mark_subscription_past_due(
    p_org_id uuid, p_grace_days integer, p_actor_id text default null, p_reason text default null, p_now timestamptz default null
) returns setof organization_subscriptions
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_now timestamptz := coalesce(p_now, clock_timestamp());
    v_found organization_subscriptions;
    v_was text;
    v_failed integer;
begin
    if p_grace_days is null or p_grace_days not between 0 and 365 then
        raise exception 'grace_days must be between 0 and 365' using errcode = 'OB001',
            detail = jsonb_build_object('field', 'grace_days')::text;
    end if;
    perform settle_subscription(p_org_id, v_now);
    v_found := lock_live_subscription(p_org_id);
    if v_found.status not in ('active', 'past_due') then
        raise exception 'nothing is due: the subscription is %', v_found.status using errcode = 'OB022',
            detail = jsonb_build_object('subscription_status', v_found.status)::text;
    end if;
    v_was := v_found.status;
    v_failed := resolve_invoices(v_found, 'failed', p_reason, p_actor_id, v_now);
    if v_found.status = 'past_due' and v_failed = 0 then
        return next v_found;
        return;
    end if;
    if v_failed = 0 then
        perform record_billing_event(
            p_org_id, 'invoice_failed', v_found.price_usd, 'failed', v_found.current_period_start, v_found.current_period_end,
            v_found.subscription_id, jsonb_build_object('reason', p_reason), p_actor_id, v_now
        );
    end if;
    -- A second failure does not lengthen the grace that runs.
    v_found.grace_ends_at := coalesce(v_found.grace_ends_at, v_now + make_interval(days => p_grace_days));
    v_found.status := 'past_due';
    perform store_subscription(v_found);
    perform record_audit(
        p_org_id, 'org.subscription.past_due', p_actor_id, case when p_actor_id is null then 'sql' else 'user' end,
        v_found.subscription_id::text, jsonb_build_object(
            'status', jsonb_build_array(v_was, v_found.status), 'grace_ends_at', v_found.grace_ends_at, 'reason', p_reason
        )
    );
    perform emit_fact(p_org_id, 'subscription.past_due', jsonb_build_object(
        'subscription_id', v_found.subscription_id, 'grace_ends_at', v_found.grace_ends_at
    ));
    return next v_found;
end
$fn$;
comment on function mark_subscription_past_due(uuid, integer, text, text, timestamptz) is 'A payment failed: pending invoices become failed, each with a history row, and members may spend for p_grace_days more. A repetition changes nothing. Raises OB001, OB004, OB017, OB022 when it is trialing, paused or has ended.';
