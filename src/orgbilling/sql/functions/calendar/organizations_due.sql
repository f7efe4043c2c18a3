create or replace function organizations_due(p_now timestamptz, p_limit integer) returns setof uuid
language sql
stable
security definer
set search_path = public, pg_temp
-- A plan of the first day, when all tables are small, is kept for years.
set enable_seqscan = off
as $fn$
    select d.org_id from (
        select p.org_id from organization_credit_pools as p where p.next_due_at <= p_now
        union
        -- In the order of the one index that knows who comes next: by another it would be a look at all open holds.
        (select h.org_id from credit_holds as h where h.status = 'open' and h.expires_at <= p_now order by h.expires_at)
    ) as d
    order by d.org_id
    limit p_limit;
$fn$;
comment on function organizations_due(timestamptz, integer) is 'Organizations with anything for settle_due to do, by id.';
