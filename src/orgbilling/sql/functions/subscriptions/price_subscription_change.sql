create or replace function price_subscription_change(
    p_subscription organization_subscriptions, p_plan text, p_billing_cycle text, p_now timestamptz
) returns table (
    change text, old_plan text, new_plan text, old_billing_cycle text, new_billing_cycle text,
    old_price_usd numeric, new_price_usd numeric, old_monthly_price_usd numeric, new_monthly_price_usd numeric,
    credit_usd numeric, charge_usd numeric, amount_due_usd numeric, included_credits_now numeric, takes_effect_at timestamptz,
    starts_new_period boolean
)
language plpgsql
stable
security definer
set search_path = public, pg_temp
as $fn$
#variable_conflict use_column
declare
    s organization_subscriptions := p_subscription;
    v_remaining numeric := greatest(extract(epoch from s.current_period_end - p_now), 0);
    v_period numeric := extract(epoch from s.current_period_end - s.current_period_start);
begin
    old_plan := s.subscription_plan;
    new_plan := p_plan;
    old_billing_cycle := s.billing_cycle;
    new_billing_cycle := p_billing_cycle;
    old_price_usd := s.price_usd;
    credit_usd := 0;
    charge_usd := 0;
    amount_due_usd := 0;
    included_credits_now := 0;
    starts_new_period := false;
    change := case
        when p_plan = s.subscription_plan and p_billing_cycle = s.billing_cycle then 'none'
        when p_plan = s.subscription_plan and p_billing_cycle = 'yearly' then 'upgrade'
        when plan_price(p_plan, 'monthly') > plan_price(s.subscription_plan, 'monthly') then 'upgrade'
        else 'downgrade'
    end;
    new_price_usd := case change when 'none' then s.price_usd else plan_price(p_plan, p_billing_cycle) end;
    old_monthly_price_usd := monthly_share(old_price_usd, old_billing_cycle);
    new_monthly_price_usd := monthly_share(new_price_usd, new_billing_cycle);
    takes_effect_at := case change when 'downgrade' then s.current_period_end else p_now end;
    if change = 'upgrade' and s.status <> 'trialing' then
        -- What is left of the period is given back at the old price. round() is half-up for amounts above 0.
        credit_usd := round(s.price_usd * least(v_remaining, v_period) / v_period, 2);
        if p_billing_cycle = s.billing_cycle then
            amount_due_usd := round((new_price_usd - s.price_usd) * least(v_remaining, v_period) / v_period, 2);
            charge_usd := amount_due_usd + credit_usd;
        else
            starts_new_period := true;
            charge_usd := new_price_usd;
            amount_due_usd := charge_usd - credit_usd;
        end if;
        included_credits_now := included_credits_now(
            s, (select p.included_monthly_credits from plans as p where p.plan = p_plan), starts_new_period, p_now
        );
    end if;
    return next;
end
$fn$;
comment on function price_subscription_change(organization_subscriptions, text, text, timestamptz) is 'What a change of plan or cycle means; the one place that prices it. A higher monthly list price, or the same plan from monthly to yearly, is an upgrade, at once; anything else a downgrade, at the period''s end. Same cycle: amount_due = (new - old) x remaining / period seconds, half-up to cents. Other cycle: a new term at full price less the unused part of the old; below 0 it becomes money credit. A trial costs nothing.';
