create or replace function upgraded_subscription(
    p_subscription organization_subscriptions, p_plan text, p_billing_cycle text, p_price_usd numeric,
    p_starts_new_period boolean, p_now timestamptz
) returns organization_subscriptions
language plpgsql
stable
security definer
set search_path = public, pg_temp
as $fn$
declare
    s organization_subscriptions := p_subscription;
    v_zone text;
begin
    s.subscription_plan := p_plan;
    s.billing_cycle := p_billing_cycle;
    s.price_usd := p_price_usd;
    if p_starts_new_period then
        v_zone := (select o.time_zone from organizations as o where o.org_id = s.org_id);
        s.anchor_date := local_date(p_now, v_zone);
        s.period_index := 0;
        s.current_period_start := p_now;
        s.current_period_end := midnight_of(boundary_date(s.anchor_date, p_billing_cycle, 1), v_zone);
    end if;
    return s;
end
$fn$;
comment on function upgraded_subscription(organization_subscriptions, text, text, numeric, boolean, timestamptz) is 'The subscription after an upgrade; a change of cycle starts a new period, and its anchor, now. Writes nothing.';
