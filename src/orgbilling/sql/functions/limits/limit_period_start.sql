create or replace function limit_period_start(p_period text, p_day date, p_at timestamptz) returns timestamp
language sql
immutable parallel safe
as $fn$
    select case when p_period = 'minute' then date_trunc('minute', p_at at time zone 'UTC') else date_trunc(p_period, p_day::timestamp) end
$fn$;
comment on function limit_period_start(text, date, timestamptz) is 'Beginning of the day, week (from Monday) or month of a posting day, at 0:00, or of the minute of an instant, in UTC. It is written so that PostgreSQL puts it into the query that names it.';
