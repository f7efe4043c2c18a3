create or replace function cancel_subscription(
    p_org_id uuid, p_at text, p_actor_id text default null, p_now timestamptz default null
) returns setof organization_subscriptions
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_now timestamptz;
    v_found organization_subscriptions;
begin
    if p_at is null or p_at not in ('now', 'period_end') then
        raise exception 'at must be now or period_end' using errcode = 'OB001', detail = jsonb_build_object('field', 'at')::text;
    end if;
    v_now := lock_calendar(p_org_id, p_now);
    v_found := lock_live_subscription(p_org_id);
    -- The term that a pause outlived has ended already.
    if p_at = 'now' or v_found.current_period_end <= v_now then
        v_found := end_subscription(v_found, v_now, p_actor_id);
        perform finish_calendar_verb(p_org_id, v_now);
    elsif v_found.cancel_at is null then
        v_found.cancel_at := v_found.current_period_end;
        v_found.next_plan := null;
        v_found.next_billing_cycle := null;
        perform store_subscription(v_found);
        perform record_audit(
            p_org_id, 'org.subscription.cancellation_requested', p_actor_id, case when p_actor_id is null then 'sql' else 'user' end,
            v_found.subscription_id::text, jsonb_build_object('cancel_at', v_found.cancel_at)
        );
        perform emit_fact(p_org_id, 'subscription.cancellation_requested', jsonb_build_object(
            'subscription_id', v_found.subscription_id, 'cancel_at', v_found.cancel_at
        ));
        perform finish_calendar_verb(p_org_id, v_now);
    end if;
    return next v_found;
end
$fn$;
comment on function cancel_subscription(uuid, text, text, timestamptz) is 'Cancels now, or at the planned end of the term (a second request changes nothing), also in a pause. Credits stay in the pool; nothing is paid back for the rest of a term. Raises OB001, OB004, OB017, OB022 when it has ended.';
