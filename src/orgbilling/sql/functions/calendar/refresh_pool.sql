create or replace function refresh_pool(p_org_id uuid, p_now timestamptz) returns numeric
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_pool organization_credit_pools%rowtype;
    v_zone text;
    v_status text;
    v_index integer;
    v_boundary date;
    v_last integer;
    v_live boolean;
begin
    select * into v_pool from organization_credit_pools where org_id = p_org_id for no key update;
    if v_pool.next_refresh_at is null or v_pool.next_refresh_at > p_now then
        return v_pool.available_credits;
    end if;
    -- In a statement of its own, after the lock: a move to another zone that we waited for is seen.
    select o.time_zone, o.status into v_zone, v_status from organizations as o where o.org_id = p_org_id;
    v_last := boundary_index(v_pool.refresh_anchor_date, 'monthly', local_date(p_now, v_zone));
    v_index := boundary_index(v_pool.refresh_anchor_date, 'monthly', v_pool.next_refresh_date);
    -- Each month that passed while a subscription was live brings its refresh once, however late it is settled.
    while v_index <= v_last loop
        v_boundary := boundary_date(v_pool.refresh_anchor_date, 'monthly', v_index);
        select exists (
            select 1 from organization_subscriptions as s
            where s.org_id = p_org_id and s.created_at <= midnight_of(v_boundary, v_zone)
                and coalesce(s.canceled_at, s.cancel_at, 'infinity') > midnight_of(v_boundary, v_zone)
                and (s.status in ('active', 'trialing', 'canceled') or (s.status = 'past_due' and s.grace_ends_at > midnight_of(v_boundary, v_zone)))
        ) into v_live;
        if v_live and v_pool.monthly_refresh_amount > 0 and v_status = 'active' then
            perform post_inflow(
                p_org_id, 'refresh', v_pool.monthly_refresh_amount, 0, null, null,
                'system', 'monthly refresh of ' || v_boundary, null, p_now
            );
        end if;
        v_index := v_index + 1;
    end loop;
    update organization_credit_pools
    set
        last_refresh_date = boundary_date(refresh_anchor_date, 'monthly', v_last),
        next_refresh_date = boundary_date(refresh_anchor_date, 'monthly', v_last + 1),
        next_refresh_at = midnight_of(boundary_date(refresh_anchor_date, 'monthly', v_last + 1), v_zone)
    where org_id = p_org_id;
    return (select available_credits from organization_credit_pools where org_id = p_org_id);
end
$fn$;
comment on function refresh_pool(uuid, timestamptz) is 'Locks the pool, brings each monthly refresh that is due, once, and returns the available credits. What members are owed is topped up by settle_allocations.';
