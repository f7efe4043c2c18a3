create or replace function pass_own_grant(p_org_id uuid, p_at timestamptz, p_now timestamptz) returns void
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_pool organization_credit_pools;
    v_grant own_grants;
    v_zone text;
    v_lot_id uuid;
    v_next date;
begin
    select * into v_pool from organization_credit_pools where org_id = p_org_id and next_own_grant_at <= p_at;
    if not found then
        return;
    end if;
    select * into strict v_grant from own_grants where org_id = p_org_id and until_at is null;
    select o.time_zone into v_zone from organizations as o where o.org_id = p_org_id;
    if may_spend(p_org_id) then
        v_lot_id := post_inflow(
            p_org_id, 'refresh', v_grant.credits, 0, null, null, 'system', 'own monthly grant of ' || v_pool.next_own_grant_date,
            null, p_now, p_at
        );
    end if;
    insert into own_grant_boundaries (org_id, boundary_date, grant_number, at_instant, credits, lot_id)
    values (p_org_id, v_pool.next_own_grant_date, v_grant.grant_number, p_at, v_grant.credits, v_lot_id);
    v_next := boundary_date(
        v_grant.anchor_date, 'monthly', boundary_index(v_grant.anchor_date, 'monthly', v_pool.next_own_grant_date) + 1
    );
    update organization_credit_pools
    set next_own_grant_date = v_next, next_own_grant_at = midnight_of(v_next, v_zone)
    where org_id = p_org_id;
end
$fn$;
comment on function pass_own_grant(uuid, timestamptz, timestamptz) is 'A boundary of the organization''s own grant: it comes if the organization may spend at that instant, else that month is skipped for good.';
