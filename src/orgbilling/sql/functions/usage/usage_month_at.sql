create or replace function usage_month_at(p_month date, p_months integer default 0) returns timestamptz
language sql
stable
set search_path = public, pg_temp
as $fn$
    select midnight_of((date_trunc('month', p_month::timestamp) + make_interval(months => p_months))::date, 'UTC');
$fn$;
comment on function usage_month_at(date, integer) is 'The instant at which the month (UTC) of a day begins, or one so many months later.';
