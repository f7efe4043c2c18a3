create or replace function lock_members_owed(p_org_id uuid) returns void
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
begin
    perform 1 from user_credit_allocations as a
    where a.org_id = p_org_id and a.refill_due_credits > 0
    order by a.user_id
    for no key update;
end
$fn$;
comment on function lock_members_owed(uuid) is 'Locks, by user id, the allocations that an inflow will top up; called before the pool is locked, because allocations come first in the lock order.';
