create or replace function move_usage_rows(p_month date) returns bigint
language plpgsql
set search_path = public, pg_temp
as $fn$
declare
    v_moved bigint;
begin
    -- The guard against changes stands on the parent; a row only moves to its own partition here.
    execute format(
        'with moved as (delete from public.credit_usage_attribution_default where created_at >= %L and created_at < %L returning *)
        insert into public.%I select * from moved',
        usage_month_at(p_month), usage_month_at(p_month, 1), usage_partition_name(p_month)
    );
    get diagnostics v_moved = row_count;
    return v_moved;
end
$fn$;
comment on function move_usage_rows(date) is 'Moves the rows of a month that are there by now out of the default partition of usage, and returns how many. Until the commit everybody else sees them where they were.';
