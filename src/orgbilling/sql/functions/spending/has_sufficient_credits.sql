create or replace function has_sufficient_credits(
    p_org_id uuid, p_user_id text, p_credits_needed numeric, p_now timestamptz default null
) returns boolean
language sql
volatile
security definer
set search_path = public, pg_temp
as $fn$
    select c.sufficient from check_credits(p_org_id, p_user_id, p_credits_needed, p_now) as c;
$fn$;
comment on function has_sufficient_credits(uuid, text, numeric, timestamptz) is 'Whether this member may spend this much now. A moment later another spend may have changed that: reserve before calling what costs money. Raises OB002, OB004.';
