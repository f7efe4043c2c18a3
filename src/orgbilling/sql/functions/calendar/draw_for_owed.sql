create or replace function draw_for_owed(p_org_id uuid, p_now timestamptz) returns void
language sql
security definer
set search_path = public, pg_temp
as $fn$
    select reset_and_draw(p_org_id, '-infinity', p_now)
    where exists (select 1 from user_credit_allocations as a where a.org_id = p_org_id and a.refill_due_credits > 0);
$fn$;
comment on function draw_for_owed(uuid, timestamptz) is 'Whoever raised what the pool has available gives it on, by user id, to the members who are owed. The caller has locked them (lock_members_owed), then the pool.';
