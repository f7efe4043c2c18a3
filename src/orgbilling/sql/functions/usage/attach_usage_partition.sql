create or replace function attach_usage_partition(p_month date) returns void
language plpgsql
set search_path = public, pg_temp
as $fn$
declare
    v_name constant text := usage_partition_name(p_month);
begin
    -- What was written since they were moved, and before everybody was kept out.
    perform move_usage_rows(p_month);
    execute format(
        'alter table public.credit_usage_attribution attach partition public.%I for values from (%L) to (%L)',
        v_name, usage_month_at(p_month), usage_month_at(p_month, 1)
    );
    execute format('alter table public.%I drop constraint is_of_the_month', v_name);
end
$fn$;
comment on function attach_usage_partition(date) is 'Attaches a table that prepare_usage_partition made, with the rows that came since. The caller has called lock_usage_partitions.';
