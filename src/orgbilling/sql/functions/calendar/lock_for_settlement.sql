create or replace function lock_for_settlement(p_org_id uuid, p_now timestamptz) returns void
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
begin
    perform 1 from organizations as o where o.org_id = p_org_id for no key update;
    perform 1 from organization_subscriptions as s where s.org_id = p_org_id and s.status <> 'canceled' for no key update;
    -- All of them, whoever is due: the verb that settles goes on to lock members of its own choice, and a spender who
    -- has locked one of those may be waiting for the pool. Boundaries are midnights, so this comes about once a day.
    perform 1 from user_credit_allocations as a where a.org_id = p_org_id order by a.user_id for no key update;
    perform 1 from organization_credit_pools as p where p.org_id = p_org_id for no key update;
end
$fn$;
comment on function lock_for_settlement(uuid, timestamptz) is 'Locks what a settlement changes, in the one order: the organization, its subscription, all allocations (by user id), the pool.';
