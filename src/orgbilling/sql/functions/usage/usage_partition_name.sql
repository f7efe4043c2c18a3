create or replace function usage_partition_name(p_month date) returns text
language sql
immutable
set search_path = public, pg_temp
as $fn$
    select 'credit_usage_attribution_' || to_char(p_month, '"y"YYYY"m"MM');
$fn$;
comment on function usage_partition_name(date) is 'The name of the partition of credit_usage_attribution that has the usage of a month (UTC).';
