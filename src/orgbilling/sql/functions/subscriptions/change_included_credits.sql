create or replace function change_included_credits(p_org_id uuid, p_old_plan text, p_new_plan text) returns void
language sql
security definer
set search_path = public, pg_temp
as $fn$
    -- An amount that somebody set for this organization is kept: only the old plan's own is replaced.
    update organization_credit_pools as c
    set monthly_refresh_amount = new.included_monthly_credits
    from plans as old, plans as new
    where c.org_id = p_org_id and old.plan = p_old_plan and new.plan = p_new_plan
    and c.monthly_refresh_amount = old.included_monthly_credits
    and old.included_monthly_credits <> new.included_monthly_credits;
$fn$;
comment on function change_included_credits(uuid, text, text) is 'Makes the pool''s next monthly refresh bring what the new plan includes. Credits that are there stay.';
