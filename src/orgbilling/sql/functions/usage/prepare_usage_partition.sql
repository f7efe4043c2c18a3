create or replace function prepare_usage_partition(p_month date) returns void
language plpgsql
set search_path = public, pg_temp
as $fn$
declare
    v_name constant text := usage_partition_name(p_month);
begin
    -- With its indexes, and with a check of its bounds, so that nothing is built or read through in the moment of
    -- attaching.
    execute format(
        'create table public.%I (
            like public.credit_usage_attribution including defaults including constraints including indexes,
            constraint is_of_the_month check (created_at >= %L and created_at < %L)
        )', v_name, usage_month_at(p_month), usage_month_at(p_month, 1)
    );
    execute format('comment on table public.%I is %L', v_name, 'Usage of ' || to_char(p_month, 'YYYY-MM') || ' (UTC).');
    -- While others write: everything but what comes in the meantime, which is little after a pass or two.
    for v_pass in 1..5 loop
        exit when move_usage_rows(p_month) < 1000;
    end loop;
end
$fn$;
comment on function prepare_usage_partition(date) is 'Makes the table of a month''s usage (UTC), not attached yet, and moves the month''s rows out of the default partition into it, while others write. Raises 42P07 where another table has its name.';
