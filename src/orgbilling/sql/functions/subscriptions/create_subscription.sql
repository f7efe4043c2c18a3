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
    v_now timestamptz;
    v_trial_days integer := coalesce(p_trial_days, 0);
    v_zone text;
    v_owes boolean;
    v_row subscription_periods;
    v_term subscription_terms;
    v_new organization_subscriptions;
begin
    perform require_offer(p_plan, p_billing_cycle);
    if v_trial_days not between 0 and 90 /* TRIAL_DAYS_MAX */ then
        raise exception 'trial_days must be between 0 and %', 90 /* TRIAL_DAYS_MAX */ using errcode = 'OB001',
            detail = jsonb_build_object('field', 'trial_days')::text;
    end if;
    -- A cancellation that is due makes room for the new one.
    v_now := lock_calendar(p_org_id, p_now);
    v_zone := open_organization_zone(p_org_id);
    -- What an earlier subscription owes is not left behind by a new one.
    v_owes := exists (select 1 from subscription_invoices as i where i.org_id = p_org_id and i.status in ('open', 'failed'));
    if v_owes then
        v_trial_days := 0;
    end if;
    v_row := plan_row(p_plan, p_billing_cycle, 'created', v_now);
    v_term.is_trial := v_trial_days > 0;
    if v_trial_days > 0 then
        -- Days are the organization's, so that a trial over a change of clocks ends at the same time of day.
        v_term.planned_end_at := (v_now at time zone v_zone + make_interval(days => v_trial_days)) at time zone v_zone;
    end if;
    insert into organization_subscriptions (
        org_id, subscription_plan, billing_cycle, price_usd, status, trial_ends_at, anchor_date,
        current_period_start, current_period_end, created_by, created_at
    )
    values (
        p_org_id, p_plan, p_billing_cycle, v_row.price_usd, case when v_trial_days > 0 then 'trialing' else 'active' end,
        v_term.planned_end_at, local_date(v_now, v_zone), v_now, 'infinity', coalesce(p_actor_id, session_user), v_now
    )
    on conflict (org_id) where status <> 'canceled' do nothing
    returning * into v_new;
    if not found then
        raise exception 'the organization already has a subscription' using errcode = 'OB011';
    end if;
    insert into organization_credit_pools (org_id) values (p_org_id) on conflict (org_id) do nothing;
    v_new := begin_term(v_new, v_row, v_term, 0, '{}', p_actor_id);
    v_new := enter_standing(
        v_new, case when v_trial_days > 0 then 'trialing' when v_owes and owes_invoices(v_new) then 'blocked' else 'active' end,
        v_term.planned_end_at, v_now, p_actor_id
    );
    perform store_subscription(v_new);
    perform note_subscription_created(v_new, v_trial_days, p_actor_id, v_now);
    perform finish_calendar_verb(p_org_id, v_now);
    return next v_new;
end
$fn$;
comment on function create_subscription(uuid, text, text, integer, text, timestamptz) is 'Subscribes an organization at the plan''s own price and returns the subscription. Without a trial it is active and invoiced at once; with one, the first paid term starts at the trial''s end. While an invoice of an earlier subscription is open it begins without trial, and blocked until its own invoice is paid. Raises OB001 for a plan, cycle or trial that is not offered, OB004, OB011 when there is a live subscription, OB018.';
