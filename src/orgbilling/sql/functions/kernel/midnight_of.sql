create or replace function midnight_of(p_date date, p_time_zone text) returns timestamptz
language sql
stable strict parallel safe
return p_date::timestamp at time zone p_time_zone;
comment on function midnight_of(date, text) is 'Instant at which a date begins in a zone; where daylight saving skips midnight, the first instant of that day.';
