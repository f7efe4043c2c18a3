create or replace function limit_resets_at(l spending_limits) returns timestamptz
language sql
stable
as $fn$
    select case
        when l.period = 'minute' then (l.period_start + interval '1 minute') at time zone 'UTC'
        else midnight_of((l.period_start + ('1 ' || l.period)::interval)::date, o.time_zone)
    end
    from organizations as o where o.org_id = l.org_id
$fn$;
comment on function limit_resets_at(spending_limits) is 'Instant at which the next period of a limit begins.';
