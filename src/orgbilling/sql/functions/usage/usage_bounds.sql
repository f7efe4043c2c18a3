create or replace function usage_bounds(p_today date, out month_start date, out before_start date, out before_end date)
language sql
immutable parallel safe
as $fn$
    select
        date_trunc('month', p_today::timestamp)::date,
        (date_trunc('month', p_today::timestamp) - interval '1 month')::date,
        (p_today::timestamp - interval '1 month')::date;
$fn$;
comment on function usage_bounds(date) is 'The first day of a date''s month and of the month before, and the same day of the month before (its last where it has no such day).';
