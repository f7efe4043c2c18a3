create or replace function mark_subscription_past_due(
    p_org_id uuid, p_grace_days integer, p_actor_id text default null, p_reason text default null, p_now timestamptz default null
) returns setof organization_subscriptions
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_now timestamptz;
    v_until timestamptz;
    v_found organization_subscriptions;
    v_was text;
    v_failed integer;
begin
    if p_grace_days is null or p_grace_days not between 0 and 365 /* GRACE_DAYS_MAX */ then
        raise exception 'grace_days must be between 0 and %', 365 /* GRACE_DAYS_MAX */ using errcode = 'OB001',
            detail = jsonb_build_object('field', 'grace_days')::text;
    end if;
    v_now := lock_calendar(p_org_id, p_now);
    v_found := lock_live_subscription(p_org_id);
    if v_found.status = 'trialing' or not owes_invoices(v_found) then
        raise exception 'nothing is due: no invoice of the subscription is open' using errcode = 'OB022',
            detail = jsonb_build_object('subscription_status', v_found.status)::text;
    end if;
    v_was := v_found.status;
    v_failed := fail_invoices(v_found, p_reason, p_actor_id, v_now);
    v_until := v_now + make_interval(days => p_grace_days);
    if v_was = 'paused' and v_found.return_standing = 'active' then
        v_found.return_standing := 'past_due';
        v_found.return_until := v_until;
    elsif v_was = 'active' then
        v_found := enter_standing(v_found, 'past_due', v_until, v_now, p_actor_id);
    elsif v_failed = 0 then
        return next v_found;
        return;
    end if;
    -- A second failure does not lengthen the grace that runs.
    perform store_subscription(v_found);
    perform record_audit(
        p_org_id, 'org.subscription.past_due', p_actor_id, case when p_actor_id is null then 'sql' else 'user' end,
        v_found.subscription_id::text, jsonb_build_object(
            'status', jsonb_build_array(v_was, v_found.status), 'grace_ends_at', coalesce(v_found.grace_ends_at, v_found.return_until),
            'reason', p_reason
        )
    );
    perform emit_fact(p_org_id, 'subscription.past_due', jsonb_build_object(
        'subscription_id', v_found.subscription_id, 'grace_ends_at', coalesce(v_found.grace_ends_at, v_found.return_until)
    ));
    perform finish_calendar_verb(p_org_id, v_now);
    return next v_found;
end
$fn$;
comment on function mark_subscription_past_due(uuid, integer, text, text, timestamptz) is 'A payment failed: open invoices become failed, each with a history row, and members may spend for p_grace_days more; in a pause the grace runs too. A repetition changes nothing. Raises OB001, OB004, OB017, OB022 when no invoice is open, or it is trialing or has ended.';
