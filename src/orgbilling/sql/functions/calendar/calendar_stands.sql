create or replace function calendar_stands() returns boolean
language sql
stable
security definer
set search_path = public, pg_temp
as $fn$
    select exists (select 1 from calendar_stops as s where s.resumed_at is null);
$fn$;
comment on function calendar_stands() is 'Whether the calendar stands, because the clock was doubted: nothing counts as due until resume_calendar.';
