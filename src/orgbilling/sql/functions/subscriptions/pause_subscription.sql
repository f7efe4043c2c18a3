create or replace function pause_subscription(
    p_org_id uuid, p_actor_id text default null, p_now timestamptz default null
) returns setof organization_subscriptions
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_now timestamptz;
    v_old organization_subscriptions;
    v_new organization_subscriptions;
begin
    v_now := lock_calendar(p_org_id, p_now);
    v_old := lock_live_subscription(p_org_id);
    if v_old.status = 'paused' then
        return next v_old;
        return;
    end if;
    if v_old.status = 'trialing' then
        raise exception 'a trial is not paused: cancel it' using errcode = 'OB022',
            detail = jsonb_build_object('subscription_status', v_old.status)::text;
    end if;
    perform end_row(v_old, v_now);
    v_new := enter_standing(v_old, 'paused', null, v_now, p_actor_id);
    v_new.return_standing := v_old.standing;
    v_new.return_until := v_old.standing_until;
    perform store_subscription(v_new);
    perform record_billing_event(
        p_org_id, 'subscription_downgraded', 0, 'none', v_new.current_period_start, v_new.current_period_end, v_new.subscription_id,
        '{"reason": "paused"}' || revenue_change(v_old, v_new), p_actor_id, v_now
    );
    perform record_audit(
        p_org_id, 'org.subscription.paused', p_actor_id, case when p_actor_id is null then 'sql' else 'user' end,
        v_new.subscription_id::text, jsonb_build_object('status', jsonb_build_array(v_old.status, v_new.status))
    );
    perform emit_fact(p_org_id, 'subscription.paused', jsonb_build_object('subscription_id', v_new.subscription_id));
    perform finish_calendar_verb(p_org_id, v_now);
    return next v_new;
end
$fn$;
comment on function pause_subscription(uuid, text, timestamptz) is 'Stops spending and billing until it is resumed; months that start meanwhile are skipped; a repetition changes nothing. The history names it subscription_downgraded with the reason paused. Raises OB004, OB017, OB022 for a trial or when it has ended.';
