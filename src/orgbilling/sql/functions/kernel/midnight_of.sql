create or replace function midnight_of(p_date date, p_time_zone text) returns timestamptz
language plpgsql
stable strict parallel safe
as $fn$
declare
    v_midnight constant timestamp := p_date;
    v_at timestamptz := v_midnight at time zone p_time_zone;
    v_before timestamptz := v_at - interval '24 hours';
    v_between timestamptz;
begin
    -- No clock was ever moved by more than a day, so that one look a day back sees whether it was moved.
    if v_before at time zone p_time_zone = v_midnight - interval '1 day' and v_at at time zone p_time_zone = v_midnight then
        return v_at;
    end if;
    -- Of a midnight that comes twice PostgreSQL names the second; the first is by the offset of the day before.
    v_between := (v_midnight - (v_before at time zone p_time_zone - v_before at time zone 'UTC')) at time zone 'UTC';
    if v_between < v_at and v_between at time zone p_time_zone = v_midnight then
        return v_between;
    elsif v_at at time zone p_time_zone = v_midnight then
        return v_at;
    end if;
    -- Of a midnight that is left out PostgreSQL names an instant at or after the one at which the clock moves,
    -- which is somewhere in between; clocks move at whole seconds.
    while v_at - v_before > interval '1 second' loop
        v_between := v_before + date_trunc('second', (v_at - v_before) / 2);
        if v_between at time zone p_time_zone >= v_midnight then
            v_at := v_between;
        else
            v_before := v_between;
        end if;
    end loop;
    return v_at;
end
$fn$;
comment on function midnight_of(date, text) is 'Instant at which a date begins in a zone: the first one whose local date it is, also where its midnight comes twice or not at all. Of a date that a zone leaves out (a move over the date line), the first instant after it.';
