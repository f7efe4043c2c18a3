create or replace function open_organizations(p_now timestamptz) returns table (org_id uuid, day date)
language sql
stable
as $fn$
    select o.org_id, greatest(local_date(p_now, o.time_zone), o.usage_closed_through + 1)
    from organizations as o
    inner join organization_subscriptions as s
        on s.org_id = o.org_id and (s.cancel_at is null or s.cancel_at > p_now)
        and (s.status in ('active', 'trialing') or (s.status = 'past_due' and s.grace_ends_at > p_now))
    where o.status = 'active'
$fn$;
comment on function open_organizations(timestamptz) is 'The gate: organizations whose members may spend at an instant, and the day on which that is posted, which is their today or the day after the last one that is closed. Part of the query that names it, so that looking up one organization reads one.';
