create or replace function create_subscription(
    p_org_id uuid,
    p_plan text,
    p_billing_cycle text,
    p_trial_days integer default 0,
    p_actor_id text default null,
    p_now timestamptz default null
) returns setof organization_subscriptions
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_now timestamptz := coalesce(p_now, clock_timestamp());
    v_trial_days integer := coalesce(p_trial_days, 0);
    v_zone text;
    v_start timestamptz;
    v_new organization_subscriptions;
begin
    perform require_offer(p_plan, p_billing_cycle);
    if v_trial_days not between 0 and 90 then
        raise exception 'trial_days must be between 0 and 90' using errcode = 'OB001',
            detail = jsonb_build_object('field', 'trial_days')::text;
    end if;
    v_zone := open_organization_zone(p_org_id);
    -- A cancellation that is due makes room for the new one.
    perform settle_subscription(p_org_id, v_now);
    -- Days are the organization's, so that a trial over a change of clocks ends at the same time of day.
    v_start := (v_now at time zone v_zone + make_interval(days => v_trial_days)) at time zone v_zone;
    v_new.anchor_date := local_date(v_start, v_zone);
    insert into organization_subscriptions (
        org_id, subscription_plan, billing_cycle, price_usd, status, trial_ends_at, anchor_date,
        current_period_start, current_period_end, created_by, created_at
    )
    values (
        p_org_id, p_plan, p_billing_cycle, plan_price(p_plan, p_billing_cycle),
        case when v_trial_days > 0 then 'trialing' else 'active' end, case when v_trial_days > 0 then v_start end,
        v_new.anchor_date, v_now,
        case when v_trial_days > 0 then v_start else midnight_of(boundary_date(v_new.anchor_date, p_billing_cycle, 1), v_zone) end,
        coalesce(p_actor_id, session_user), v_now
    )
    on conflict (org_id) where status <> 'canceled' do nothing
    returning * into v_new;
    if not found then
        raise exception 'the organization already has a subscription' using errcode = 'OB011';
    end if;
    perform start_included_credits(v_new, v_zone, v_now);
    perform record_billing_event(
        p_org_id, 'subscription_created', case when v_trial_days > 0 then 0 else v_new.price_usd end, 'none',
        v_new.current_period_start, v_new.current_period_end, v_new.subscription_id,
        jsonb_build_object(
            'subscription_plan', p_plan, 'billing_cycle', p_billing_cycle, 'price_usd', v_new.price_usd, 'trial_days', v_trial_days
        ) || revenue_change(null, v_new),
        p_actor_id, v_now
    );
    if v_trial_days = 0 then
        perform invoice_period(v_new, '{}', p_actor_id);
    end if;
    perform record_audit(
        p_org_id, 'org.subscription.created', p_actor_id, case when p_actor_id is null then 'sql' else 'user' end,
        v_new.subscription_id::text,
        jsonb_build_object('subscription_plan', p_plan, 'billing_cycle', p_billing_cycle, 'price_usd', v_new.price_usd, 'trial_days', v_trial_days)
    );
    perform emit_fact(p_org_id, 'subscription.created', jsonb_build_object('subscription_id', v_new.subscription_id));
    return next v_new;
end
$fn$;
comment on function create_subscription(uuid, text, text, integer, text, timestamptz) is 'Subscribes an organization at the plan''s own price and returns the subscription. Without a trial it is active and invoiced at once; with one, the first paid period starts at the trial''s end. Periods end at the organization''s midnight, counted from the anchor. Raises OB001 for a plan, cycle or trial that is not offered, OB004, OB011 when there is a live subscription, OB018.';
