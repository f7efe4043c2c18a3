create or replace function store_subscription(p_subscription organization_subscriptions) returns void
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    s organization_subscriptions := p_subscription;
begin
    update organization_subscriptions as t
    set
        subscription_plan = s.subscription_plan, billing_cycle = s.billing_cycle, price_usd = s.price_usd, status = s.status,
        anchor_date = s.anchor_date, period_index = s.period_index,
        current_period_start = s.current_period_start, current_period_end = s.current_period_end,
        grace_ends_at = s.grace_ends_at, cancel_at = s.cancel_at, canceled_at = s.canceled_at,
        next_plan = s.next_plan, next_billing_cycle = s.next_billing_cycle, standing = s.standing,
        standing_until = s.standing_until, return_standing = s.return_standing, return_until = s.return_until,
        term_id = s.term_id, included_monthly_credits = s.included_monthly_credits
    where t.org_id = s.org_id and t.subscription_id = s.subscription_id;
    -- What waits is said twice, so that neither can be changed without the other.
    insert into subscription_scheduled_changes (org_id, subscription_id, change_number, is_ending, next_plan, next_billing_cycle)
    select s.org_id, s.subscription_id, coalesce(w.change_number, 0) + 1, s.cancel_at is not null, s.next_plan, s.next_billing_cycle
    from (select) as one
    left join lateral (
        select x.* from subscription_scheduled_changes as x
        where x.org_id = s.org_id and x.subscription_id = s.subscription_id
        order by x.change_number desc
        limit 1
    ) as w on true
    where (coalesce(w.is_ending, false), w.next_plan, w.next_billing_cycle)
        is distinct from (s.cancel_at is not null, s.next_plan, s.next_billing_cycle);
end
$fn$;
comment on function store_subscription(organization_subscriptions) is 'Writes back what a verb may change of a subscription, and remembers what waits for the end of its term where that changed. The caller holds the row''s lock.';
