create or replace function close_due_usage_days(p_now timestamptz default null, p_limit integer default 200) returns integer
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_now timestamptz := coalesce(p_now, clock_timestamp());
    v_org_id uuid;
    v_organizations integer := 0;
begin
    -- An organization without new usage has nothing to sum; one that another process closes is left to it.
    for v_org_id in
        select o.org_id from organizations as o
        where o.usage_closed_through < local_date(v_now - interval '15 minutes', o.time_zone) - 1
        and exists (
            select 1 from credit_usage_daily as d
            where d.org_id = o.org_id and d.day > o.usage_closed_through
            and d.day < local_date(v_now - interval '15 minutes', o.time_zone)
        )
        order by o.org_id
        limit p_limit
        for no key update of o skip locked
    loop
        perform close_usage_days(v_org_id, v_now);
        v_organizations := v_organizations + 1;
    end loop;
    return v_organizations;
end
$fn$;
comment on function close_due_usage_days(timestamptz, integer) is 'Closes the days of up to p_limit organizations that have usage to sum; call again until it returns 0. Returns how many organizations it closed.';
