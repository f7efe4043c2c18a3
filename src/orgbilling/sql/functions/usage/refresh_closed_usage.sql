create or replace function refresh_closed_usage() returns void
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
begin
    refresh materialized view concurrently closed_usage;
end
$fn$;
comment on function refresh_closed_usage() is 'Sums the closed days of every organization anew for the platform''s overview, which otherwise sums them at every read. For a job, after days were closed.';
