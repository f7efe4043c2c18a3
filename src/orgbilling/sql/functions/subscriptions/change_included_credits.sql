create or replace function change_included_credits(
    p_org_id uuid, p_old_plan text, p_new_plan text, p_before timestamptz
) returns void
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_old numeric := (select p.included_monthly_credits from plans as p where p.plan = p_old_plan);
    v_new numeric := (select p.included_monthly_credits from plans as p where p.plan = p_new_plan);
begin
    if v_old = v_new then
        return;
    end if;
    perform lock_pool_in_order(p_org_id);
    if is_settlement_due(p_org_id, p_before) then
        perform settle_due(p_org_id, p_before);
    end if;
    -- An amount that somebody set for this organization is kept: only the old plan's own is replaced.
    update organization_credit_pools
    set monthly_refresh_amount = v_new
    where org_id = p_org_id and monthly_refresh_amount = v_old;
end
$fn$;
comment on function change_included_credits(uuid, text, text, timestamptz) is 'Makes the monthly refreshes after p_before bring what the new plan includes; those up to then still bring what the old one did. Credits that are there stay.';
