create or replace function set_calendar_max_jump(p_days integer) returns void
language sql
security definer
set search_path = public, pg_temp
as $fn$
    update calendar_settings set max_jump_days = p_days where max_jump_days <> p_days;
$fn$;
comment on function set_calendar_max_jump(integer) is 'Keeps ORGBILLING_CALENDAR_MAX_JUMP_DAYS where examine_clock reads it; a server says it at each start.';
