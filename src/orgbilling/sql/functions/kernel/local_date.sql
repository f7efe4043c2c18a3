create or replace function local_date(p_at timestamptz, p_time_zone text) returns date
language sql
stable strict parallel safe
return (p_at at time zone p_time_zone)::date;
comment on function local_date(timestamptz, text) is 'Calendar date of an instant in a zone. Where a clock goes back over midnight a date may come again: midnight_of is the first instant of it.';
