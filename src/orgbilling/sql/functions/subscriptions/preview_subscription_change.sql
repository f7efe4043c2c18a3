create or replace function preview_subscription_change(
    p_org_id uuid, p_plan text, p_billing_cycle text, p_now timestamptz default null
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
    s organization_subscriptions;
    v_price record;
begin
    perform require_offer(p_plan, p_billing_cycle);
    v_now := settle_organization(p_org_id, p_now);
    select * into s from organization_subscriptions where org_id = p_org_id
    order by (status = 'canceled'), created_at desc limit 1;
    if not found then
        raise exception 'the organization has no subscription' using errcode = 'OB017';
    end if;
    perform require_changeable(s);
    select * into v_price from price_subscription_change(s, p_plan, p_billing_cycle, v_now);
    return query select
        v_price.change, v_price.old_plan, v_price.new_plan, v_price.old_billing_cycle, v_price.new_billing_cycle,
        v_price.old_price_usd, v_price.new_price_usd, v_price.old_monthly_price_usd, v_price.new_monthly_price_usd,
        v_price.credit_usd, v_price.charge_usd, v_price.amount_due_usd, v_price.included_credits_now, v_price.takes_effect_at,
        s.next_plan is not null and (s.next_plan, s.next_billing_cycle) is distinct from (p_plan, p_billing_cycle),
        s.cancel_at is not null;
end
$fn$;
comment on function preview_subscription_change(uuid, text, text, timestamptz) is 'The answer that change_subscription would give now; of the change nothing is written. Raises OB001 for what is not offered, OB017 without a subscription, OB022 when it has ended or is paused.';
