create or replace function examine_clock(p_max_jump_days integer default null) returns boolean
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_max_days constant integer := coalesce(p_max_jump_days, (select s.max_jump_days from calendar_settings as s));
    v_evidence jsonb;
    v_known_at timestamptz;
begin
    if calendar_stands() then
        return true;
    end if;
    v_evidence := clock_evidence(clock_timestamp());
    -- Rows count only where no process was ever seen: they may be newer than the last heartbeat because a wrong
    -- clock wrote them, and older because nobody did anything. A heartbeat is there only if the clock passed this
    -- very question before, and each one after it was confirmed by the process's own clock.
    v_known_at := greatest(
        coalesce((v_evidence ->> 'heartbeat')::timestamptz, (v_evidence ->> 'newest_row')::timestamptz),
        (v_evidence ->> 'resumed')::timestamptz
    );
    if v_known_at is null
        or (v_evidence ->> 'clock')::timestamptz - v_known_at <= make_interval(hours => 24 * v_max_days) then
        -- Asked again, after the evidence: a heartbeat that was written beside a stop looks as if all were well.
        return calendar_stands();
    end if;
    perform stop_calendar('clock_jump', v_evidence || jsonb_build_object('max_jump_days', v_max_days));
    return true;
end
$fn$;
comment on function examine_clock(integer) is 'Whether the calendar stands, or has to: stops it where the server''s clock is more than p_max_jump_days (null: the setting) past what the database knew last. Asked before anything that is due by that clock is settled. Without any heartbeat, row or resume it has no opinion.';
