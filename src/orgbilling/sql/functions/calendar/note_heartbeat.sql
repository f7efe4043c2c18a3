create or replace function note_heartbeat(p_process_id uuid, p_kind text, p_monotonic_s double precision) returns calendar_stops
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_clock constant timestamptz := clock_timestamp();
    v_doubted boolean := false;
    v_last calendar_heartbeats;
    v_stop calendar_stops;
begin
    select * into v_last from calendar_heartbeats as h where h.process_id = p_process_id;
    if not found then
        v_doubted := examine_clock();
    elsif v_clock - v_last.beat_at > make_interval(secs => p_monotonic_s - v_last.monotonic_s) + interval '1 day' then
        v_doubted := true;
        perform stop_calendar(
            'heartbeat_jump',
            clock_evidence(v_clock) || jsonb_build_object(
                'heartbeat', v_last.beat_at, 'confirmed_s', p_monotonic_s - v_last.monotonic_s, 'process_id', p_process_id
            )
        );
    end if;
    select * into v_stop from calendar_stops as s where s.resumed_at is null;
    if v_doubted and v_stop.stop_id is null then
        -- Another transaction is stopping the calendar, and may yet fail. This heartbeat would then say that the
        -- clock was right all the time; the next one asks again.
        return null;
    end if;
    insert into calendar_heartbeats as h (process_id, kind, started_at, beat_at, monotonic_s)
    values (p_process_id, p_kind, v_clock, v_clock, p_monotonic_s)
    on conflict (process_id) do update set beat_at = excluded.beat_at, monotonic_s = excluded.monotonic_s;
    -- The one of now is the newest, so that the newest of all is never among them.
    delete from calendar_heartbeats as h
    using (
        select o.process_id from calendar_heartbeats as o
        where o.beat_at not between v_clock - interval '1 day' and v_clock + interval '1 day'
        for update skip locked
    ) as old
    where h.process_id = old.process_id;
    return v_stop;
end
$fn$;
comment on function note_heartbeat(uuid, text, double precision) is 'A sign of life of a server or worker, once a minute, with what its monotonic clock says (seconds). A first one has the clock examined; a later one stops the calendar where the clock went more than a day further than the process''s own. Returns the stop that stands, null while the calendar runs.';
