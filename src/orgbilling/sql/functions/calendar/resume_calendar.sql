create or replace function resume_calendar(p_actor_id text, p_reason text, p_now timestamptz default null) returns integer
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_now constant timestamptz := coalesce(p_now, clock_timestamp());
    v_stop calendar_stops;
    v_resumed integer := 0;
begin
    if length(trim(p_reason)) between 1 and 500 /* CORRECTION_CHARACTERS_MAX */ is not true then
        raise exception 'a reason is a text of 1 to % characters', 500 /* CORRECTION_CHARACTERS_MAX */ using errcode = 'OB001', detail = '{"field": "reason"}';
    end if;
    for v_stop in
        update calendar_stops set resumed_at = v_now, resumed_by = coalesce(p_actor_id, session_user), resume_reason = trim(p_reason)
        where resumed_at is null
        returning *
    loop
        v_resumed := v_resumed + 1;
        -- Of no organization, like a sign-in.
        perform record_audit(
            '00000000-0000-0000-0000-000000000000', 'calendar.resumed', p_actor_id, 'system', v_stop.stop_id::text,
            v_stop.details || jsonb_build_object('stop_reason', v_stop.reason, 'reason', v_stop.resume_reason)
        );
    end loop;
    if v_resumed > 0 then
        -- They speak of the time before; the instant of the resume counts from here on.
        delete from calendar_heartbeats;
    end if;
    return v_resumed;
end
$fn$;
comment on function resume_calendar(text, text, timestamptz) is 'Lets the calendar go on: the clock of now is believed, and what was due meanwhile is settled by it. Returns how many stops it ended: 0 where the calendar runs, and then nothing is written. Raises OB001.';
