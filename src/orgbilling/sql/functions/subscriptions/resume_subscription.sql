create or replace function resume_subscription(
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
    v_row subscription_periods;
    v_term subscription_terms;
begin
    v_now := lock_calendar(p_org_id, p_now);
    v_old := lock_live_subscription(p_org_id);
    if v_old.status <> 'paused' then
        return next v_old;
        return;
    end if;
    -- The standing before the pause, judged now: its grace may have run out meanwhile.
    v_new := enter_standing(
        v_old, case when v_old.return_standing = 'past_due' and v_old.return_until <= v_now then 'blocked' else v_old.return_standing end,
        case when v_old.return_until > v_now then v_old.return_until end, v_now, p_actor_id
    );
    v_new.return_standing := null;
    v_new.return_until := null;
    if v_new.current_period_end > v_now then
        perform add_row(v_new, row_before(v_new, 'resumed', v_now), null);
    else
        -- The term ended in the pause; the time that was paused is not billed.
        perform end_term(v_old, v_old.current_period_end);
        v_row := next_row(v_new, 'resumed', v_now);
        v_new := begin_term(v_new, v_row, v_term, 0, '{}', p_actor_id);
    end if;
    perform store_subscription(v_new);
    perform record_billing_event(
        p_org_id, 'subscription_upgraded', 0, 'none', v_new.current_period_start, v_new.current_period_end, v_new.subscription_id,
        '{"reason": "resumed"}' || revenue_change(v_old, v_new), p_actor_id, v_now
    );
    perform record_audit(
        p_org_id, 'org.subscription.resumed', p_actor_id, case when p_actor_id is null then 'sql' else 'user' end,
        v_new.subscription_id::text, jsonb_build_object('status', jsonb_build_array(v_old.status, v_new.status))
    );
    perform emit_fact(p_org_id, 'subscription.resumed', jsonb_build_object('subscription_id', v_new.subscription_id));
    perform finish_calendar_verb(p_org_id, v_now);
    return next v_new;
end
$fn$;
comment on function resume_subscription(uuid, text, timestamptz) is 'Ends a pause: the term goes on, or a new one starts and is invoiced where it ended meanwhile, with the change that waited. The standing is the one before the pause. A subscription that is not paused stays as it is. Raises OB004, OB017, OB022 when it has ended.';
