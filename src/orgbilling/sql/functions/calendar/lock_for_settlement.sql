create or replace function lock_for_settlement(p_org_id uuid, p_keys text[] default '{}') returns void
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
begin
    perform 1 from organizations as o where o.org_id = p_org_id for no key update;
    perform 1 from organization_subscriptions as s where s.org_id = p_org_id and s.status <> 'canceled' for no key update;
    perform await_request_keys(p_org_id, p_keys);
    -- All of them: the verb that goes on may lock any, and after the pool, or out of order, is too late.
    perform lock_pool_in_order(p_org_id);
end
$fn$;
comment on function lock_for_settlement(uuid, text[]) is 'Locks what a settlement, and the verb that it opens, may change, in the one order: the organization, its subscription, the request keys of the verb, every allocation (by user id), the pool.';
