create or replace function mark_subscription_active(
    p_org_id uuid, p_actor_id text default null, p_now timestamptz default null
) returns setof organization_subscriptions
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_now timestamptz := coalesce(p_now, clock_timestamp());
    v_found organization_subscriptions;
    v_paid integer;
    v_was text;
begin
    perform settle_subscription(p_org_id, v_now);
    v_found := lock_live_subscription(p_org_id);
    if v_found.status = 'paused' then
        perform require_changeable(v_found);
    end if;
    v_was := v_found.status;
    v_paid := resolve_invoices(v_found, 'paid', null, p_actor_id, v_now);
    if v_was = 'past_due' then
        v_found.status := 'active';
        v_found.grace_ends_at := null;
        perform store_subscription(v_found);
    end if;
    if v_paid > 0 or v_was = 'past_due' then
        perform record_audit(
            p_org_id, 'org.subscription.paid', p_actor_id, case when p_actor_id is null then 'sql' else 'user' end,
            v_found.subscription_id::text, jsonb_build_object('invoices', v_paid, 'status', jsonb_build_array(v_was, v_found.status))
        );
        perform emit_fact(p_org_id, 'subscription.paid', jsonb_build_object('subscription_id', v_found.subscription_id));
    end if;
    return next v_found;
end
$fn$;
comment on function mark_subscription_active(uuid, text, timestamptz) is 'Payment arrived: every open invoice of the subscription is paid, each with a history row, and a past due subscription is active again. A repetition changes nothing. Raises OB004, OB017, OB022 when it has ended or is paused.';
