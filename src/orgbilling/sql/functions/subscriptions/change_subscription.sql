create or replace function change_subscription(
    p_org_id uuid, p_plan text, p_billing_cycle text, p_actor_id text default null, p_now timestamptz default null
) returns table (
    change text, old_plan text, new_plan text, old_billing_cycle text, new_billing_cycle text,
    old_price_usd numeric, new_price_usd numeric, old_monthly_price_usd numeric, new_monthly_price_usd numeric,
    credit_usd numeric, charge_usd numeric, amount_due_usd numeric, included_credits_now numeric, takes_effect_at timestamptz,
    withdraws_pending_change boolean, withdraws_cancellation boolean
)
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_now timestamptz;
    v_old organization_subscriptions;
    v_new organization_subscriptions;
    v_price record;
begin
    perform require_offer(p_plan, p_billing_cycle);
    v_now := lock_calendar(p_org_id, p_now);
    v_old := lock_live_subscription(p_org_id);
    perform require_changeable(v_old);
    select * into v_price from price_subscription_change(v_old, p_plan, p_billing_cycle, v_now);
    v_new := v_old;
    if v_price.change = 'upgrade' then
        v_new := upgrade_now(v_old, plan_row(p_plan, p_billing_cycle, 'changed', v_now), v_price, p_actor_id, v_now);
    end if;
    -- Whoever chooses a plan wants to keep one: what was pending is withdrawn.
    v_new.cancel_at := null;
    v_new.next_plan := case v_price.change when 'downgrade' then p_plan end;
    v_new.next_billing_cycle := case v_price.change when 'downgrade' then p_billing_cycle end;
    if v_new is distinct from v_old then
        perform store_subscription(v_new);
        perform note_subscription_change(
            v_old, v_new, v_price.change, v_price.amount_due_usd, v_price.takes_effect_at, p_actor_id, v_now
        );
        perform finish_calendar_verb(p_org_id, v_now);
    end if;
    return query select
        v_price.change, v_price.old_plan, v_price.new_plan, v_price.old_billing_cycle, v_price.new_billing_cycle,
        v_price.old_price_usd, v_price.new_price_usd, v_price.old_monthly_price_usd, v_price.new_monthly_price_usd,
        v_price.credit_usd, v_price.charge_usd, v_price.amount_due_usd, v_price.included_credits_now, v_price.takes_effect_at,
        v_old.next_plan is not null
        and (v_old.next_plan, v_old.next_billing_cycle) is distinct from (v_new.next_plan, v_new.next_billing_cycle),
        v_old.cancel_at is not null;
end
$fn$;
comment on function change_subscription(uuid, text, text, text, timestamptz) is 'Changes plan or cycle as price_subscription_change says: an upgrade at once, with its invoice and its credits; a downgrade at the term''s planned end. Either withdraws a pending downgrade or cancellation; so does the present plan, which otherwise writes nothing. Concurrent changes go one after the other. Raises OB001, OB004, OB017, OB022 when it has ended or is paused.';
