create or replace function limit_in_period(l spending_limits, p_day date, p_at timestamptz) returns spending_limits
language plpgsql
immutable
as $fn$
declare
    v_start constant timestamp := limit_period_start(l.period, p_day, p_at);
begin
    -- A clock that is turned back begins no period anew.
    if v_start > l.period_start then
        l.period_start := v_start;
        l.used_amount := 0;
    end if;
    return l;
end
$fn$;
comment on function limit_in_period(spending_limits, date, timestamptz) is 'A limit in the period of a posting day and an instant: of a new period nothing is used yet; what is held stays.';
