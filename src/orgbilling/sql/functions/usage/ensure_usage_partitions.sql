create or replace function ensure_usage_partitions(p_from date, p_to date) returns integer
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_months date[];
    v_month date;
begin
    -- A row that was written after a snapshot of ours could not be moved.
    perform require_read_committed();
    -- Two processes that prepare months go one after the other; the second finds them made.
    perform pg_advisory_xact_lock(hashtext('ensure_usage_partitions'));
    select array_agg(m.month_start order by m.month_start) into v_months
    from usage_months_to_make(p_from, p_to) as m
    where m.month_start between date_trunc('month', p_from::timestamp) and p_to;
    if v_months is null then
        return 0;
    end if;
    foreach v_month in array v_months loop
        perform prepare_usage_partition(v_month);
    end loop;
    perform lock_usage_partitions();
    foreach v_month in array v_months loop
        perform attach_usage_partition(v_month);
    end loop;
    return cardinality(v_months);
end
$fn$;
comment on function ensure_usage_partitions(date, date) is 'Makes the monthly partitions (UTC) of credit_usage_attribution from the month of p_from to that of p_to; returns how many were missing. Rows of such a month that are in the default partition move, in the same transaction, while others write; nobody reads or writes usage while the last of them move and the months are attached. A spend that meets this waits. All months or none: call it month by month where one may fail. Raises OB001 for a range that is reversed or over ten years, 42P07 where another table has the name of a partition, 55P03 where usage is read or written for too long at a time.';
