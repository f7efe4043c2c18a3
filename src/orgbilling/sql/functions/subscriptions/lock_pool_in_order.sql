create or replace function lock_pool_in_order(p_org_id uuid) returns organization_credit_pools
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_pool organization_credit_pools;
begin
    perform 1 from user_credit_allocations as a where a.org_id = p_org_id order by a.user_id for no key update;
    select * into v_pool from organization_credit_pools where org_id = p_org_id for no key update;
    return v_pool;
end
$fn$;
comment on function lock_pool_in_order(uuid) is 'Locks every allocation of an organization and then its pool, which it returns: who holds the pool may go on to settle members without meeting a spender who locked them first. For the few verbs that change how the pool is refreshed.';
