create or replace function organizations_due(p_now timestamptz, p_limit integer) returns setof uuid
language sql
stable
security definer
set search_path = public, pg_temp
as $fn$
    select d.org_id from (
        select a.org_id from user_credit_allocations as a where a.next_reset_at <= p_now
        union
        select p.org_id from organization_credit_pools as p where p.next_refresh_at <= p_now
        union
        select h.org_id from credit_holds as h where h.status = 'open' and h.expires_at <= p_now
        union
        select a.org_id from user_credit_allocations as a
        join organization_credit_pools as p on p.org_id = a.org_id and p.available_credits > 0
        where a.refill_due_credits > 0
    ) as d
    order by d.org_id
    limit p_limit;
$fn$;
comment on function organizations_due(timestamptz, integer) is 'Organizations with anything for settle_due to do, by id.';
