create or replace function stop_calendar(p_reason text, p_details jsonb) returns void
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
begin
    -- Who finds another at it leaves it to that one, and does not wait for the end of a stranger's transaction.
    if pg_try_advisory_xact_lock(hashtextextended('stop_calendar', 0)) then
        insert into calendar_stops (stop_id, stopped_at, reason, details)
        values (uuid_v7(clock_timestamp()), (p_details ->> 'clock')::timestamptz, p_reason, p_details)
        on conflict do nothing;
    end if;
end
$fn$;
comment on function stop_calendar(text, jsonb) is 'Stops the calendar, unless it stands already or another transaction stops it just now.';
