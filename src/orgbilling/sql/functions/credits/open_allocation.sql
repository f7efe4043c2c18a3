create or replace function open_allocation(
    p_org_id uuid, p_user_id text, p_now timestamptz, p_other_user_id text default null, p_limits_of text[] default null
) returns user_credit_allocations
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
begin
    perform lock_active_member(p_org_id, p_user_id);
    insert into user_credit_allocations (org_id, user_id, period_start, created_at, is_limited)
    select p_org_id, p_user_id, p_now, p_now, is_limited_member(p_org_id, p_user_id)
    where not exists (select from user_credit_allocations as a where a.org_id = p_org_id and a.user_id = p_user_id)
    on conflict (org_id, user_id) do nothing;
    return lock_allocation(p_org_id, p_user_id, p_other_user_id, p_limits_of);
end
$fn$;
comment on function open_allocation(uuid, text, timestamptz, text, text[]) is 'The locked allocation of an active member, made empty where there was none; another member''s is locked with it where one is named, and the limits of p_limits_of. Raises OB004, OB005 or OB018.';
