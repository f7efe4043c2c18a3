create or replace function start_included_credits(
    p_subscription organization_subscriptions, p_time_zone text, p_now timestamptz
) returns void
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    s organization_subscriptions := p_subscription;
    v_included numeric := (select p.included_monthly_credits from plans as p where p.plan = s.subscription_plan);
    v_pool organization_credit_pools;
    v_next integer := 0;
begin
    insert into organization_credit_pools (org_id) values (s.org_id) on conflict (org_id) do nothing;
    v_pool := lock_pool_in_order(s.org_id);
    -- An amount that somebody set for this organization stays.
    v_included := case when v_pool.monthly_refresh_amount > 0 then v_pool.monthly_refresh_amount else v_included end;
    if v_pool.next_refresh_date is not null then
        update organization_credit_pools set monthly_refresh_amount = v_included where org_id = s.org_id;
        return;
    end if;
    -- A refresh on or after the anchor came from an earlier subscription: nothing comes twice.
    if v_pool.last_refresh_date >= s.anchor_date then
        v_next := 1 + boundary_index(s.anchor_date, 'monthly', v_pool.last_refresh_date);
    elsif s.status <> 'trialing' then
        -- The first paid period has begun, and brings its credits like every later one.
        v_next := 1;
        if v_included > 0 then
            perform post_inflow(
                s.org_id, 'refresh', v_included, 0, null, null, 'system', 'monthly refresh of ' || s.anchor_date, null, p_now
            );
            perform top_up_members(s.org_id, p_now);
        end if;
    end if;
    update organization_credit_pools
    set
        monthly_refresh_amount = v_included,
        refresh_anchor_date = s.anchor_date,
        last_refresh_date = case when s.status = 'trialing' then last_refresh_date else greatest(last_refresh_date, s.anchor_date) end,
        next_refresh_date = boundary_date(s.anchor_date, 'monthly', v_next),
        next_refresh_at = midnight_of(boundary_date(s.anchor_date, 'monthly', v_next), p_time_zone)
    where org_id = s.org_id;
end
$fn$;
comment on function start_included_credits(organization_subscriptions, text, timestamptz) is 'Lets the pool be refreshed each month with what the plan includes, from the first paid period on, whose credits come at once; makes the pool if it is missing. A pool that is refreshed already keeps its dates.';
