create or replace function boundary_date(p_anchor date, p_period text, p_index integer) returns date
language sql
immutable strict parallel safe
return case p_period
    when 'daily' then p_anchor + p_index
    when 'weekly' then p_anchor + 7 * p_index
    when 'monthly' then (p_anchor + make_interval(months => p_index))::date
    when 'yearly' then (p_anchor + make_interval(years => p_index))::date
end;
comment on function boundary_date(date, text, integer) is 'Boundary k of a period: anchor + k periods, always counted from the anchor, so that 31 January gives 28 February and then 31 March.';
