create or replace function organizations_due(p_now timestamptz, p_limit integer) returns setof uuid
language sql
stable
security definer
set search_path = public, pg_temp
as $fn$
    select d.org_id from (
        select p.org_id from organization_credit_pools as p where p.next_due_at <= p_now
        union
        select h.org_id from credit_holds as h where h.status = 'open' and h.expires_at <= p_now
    ) as d
    order by d.org_id
    limit p_limit;
$fn$;
comment on function organizations_due(timestamptz, integer) is 'Organizations with anything for settle_due to do, by id.';
