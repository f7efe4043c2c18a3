create or replace function settle_subscription(p_org_id uuid, p_now timestamptz default null) returns integer
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_now timestamptz := coalesce(p_now, clock_timestamp());
    v_zone text;
    v_old organization_subscriptions;
    v_new organization_subscriptions;
    v_boundaries integer := 0;
begin
    -- Who waited here for another settlement finds a row that is no longer due.
    select * into v_old from organization_subscriptions
    where org_id = p_org_id and status in ('trialing', 'active', 'past_due') and current_period_end <= v_now
    for update;
    if not found then
        return 0;
    end if;
    v_zone := (select o.time_zone from organizations as o where o.org_id = p_org_id);
    while v_old.current_period_end <= v_now loop
        v_boundaries := v_boundaries + 1;
        if v_old.cancel_at <= v_old.current_period_end then
            perform end_subscription(v_old, v_old.cancel_at, 'system');
            return v_boundaries;
        end if;
        v_new := v_old;
        if v_old.next_plan is not null then
            v_new.subscription_plan := v_old.next_plan;
            v_new.billing_cycle := v_old.next_billing_cycle;
            v_new.price_usd := plan_price(v_old.next_plan, v_old.next_billing_cycle);
            v_new.next_plan := null;
            v_new.next_billing_cycle := null;
        end if;
        if v_old.status = 'trialing' then
            v_new.status := 'active';
            v_new.period_index := 0;
        elsif v_new.billing_cycle <> v_old.billing_cycle then
            v_new.anchor_date := local_date(v_old.current_period_end, v_zone);
            v_new.period_index := 0;
        else
            v_new.period_index := v_old.period_index + 1;
        end if;
        v_new.current_period_start := v_old.current_period_end;
        v_new.current_period_end := midnight_of(
            boundary_date(v_new.anchor_date, v_new.billing_cycle, v_new.period_index + 1), v_zone
        );
        perform store_subscription(v_new);
        if v_new.subscription_plan <> v_old.subscription_plan then
            -- The refresh of this very boundary already brings what the new plan includes.
            perform change_included_credits(
                p_org_id, v_old.subscription_plan, v_new.subscription_plan, v_old.current_period_end - interval '1 microsecond'
            );
        end if;
        perform invoice_period(v_new, revenue_change(v_old, v_new), 'system');
        v_old := v_new;
    end loop;
    perform record_audit(p_org_id, 'org.subscription.renewed', 'system', 'system', v_old.subscription_id::text, jsonb_build_object(
        'boundaries', v_boundaries, 'subscription_plan', v_old.subscription_plan, 'status', v_old.status,
        'current_period_end', v_old.current_period_end
    ));
    perform emit_fact(p_org_id, 'subscription.renewed', jsonb_build_object('subscription_id', v_old.subscription_id));
    return v_boundaries;
end
$fn$;
comment on function settle_subscription(uuid, timestamptz) is 'Passes every boundary of an organization''s subscription that has come: a trial becomes paid, a period rolls, a pending change or cancellation takes effect, each with its invoice. Each boundary is passed once, also weeks late. Returns how many were passed.';
