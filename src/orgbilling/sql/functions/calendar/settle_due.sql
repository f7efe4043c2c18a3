create or replace function settle_due(p_org_id uuid, p_now timestamptz default null) returns void
language sql
security definer
set search_path = public, pg_temp
as $fn$
    select settle_allocations(p_org_id, null, coalesce(p_now, clock_timestamp()));
$fn$;
comment on function settle_due(uuid, timestamptz) is 'Settles everything that is due in an organization: expired holds, refreshes, resets, top-ups. Running it twice, or late, does no more than once and on time. Raises OB004, OB012.';
