create or replace function boundary_index(p_anchor date, p_period text, p_on date) returns integer
language plpgsql
immutable strict parallel safe
as $fn$
declare
    v_months integer := (extract(year from p_on)::integer - extract(year from p_anchor)::integer) * 12
        + extract(month from p_on)::integer - extract(month from p_anchor)::integer;
    v_index integer := case p_period
        when 'daily' then p_on - p_anchor
        when 'weekly' then floor((p_on - p_anchor) / 7.0)::integer
        when 'monthly' then v_months
        when 'yearly' then floor(v_months / 12.0)::integer
    end;
begin
    -- The estimate by month numbers is one too high while the day of the month has not come yet.
    if boundary_date(p_anchor, p_period, v_index) > p_on then
        v_index := v_index - 1;
    end if;
    return v_index;
end
$fn$;
comment on function boundary_index(date, text, date) is 'Largest k whose boundary is on or before p_on; negative before the anchor; null for a period without boundaries.';
