create or replace function ensure_usage_partitions(p_from date, p_to date) returns integer
language plpgsql
security definer
set search_path = public, pg_temp
set lock_timeout = '5s'
as $fn$
declare
    v_month date;
    v_name text;
    v_start timestamptz;
    v_end timestamptz;
    v_made integer := 0;
begin
    if p_from is null or p_to is null or p_to < p_from or p_to > p_from + 3700 then
        raise exception 'the months must be in order and within ten years' using errcode = 'OB001',
            detail = jsonb_build_object('field', 'p_to')::text;
    end if;
    -- Two processes that prepare the same month go one after the other.
    perform pg_advisory_xact_lock(hashtext('ensure_usage_partitions'));
    for v_month in
        select m::date from generate_series(date_trunc('month', p_from::timestamp), p_to::timestamp, interval '1 month') as m
    loop
        v_name := 'credit_usage_attribution_' || to_char(v_month, '"y"YYYY"m"MM');
        continue when to_regclass('public.' || v_name) is not null;
        v_start := midnight_of(v_month, 'UTC');
        v_end := midnight_of((v_month + interval '1 month')::date, 'UTC');
        execute format(
            'create table public.%I (like public.credit_usage_attribution including defaults including constraints)', v_name
        );
        execute format('comment on table public.%I is %L', v_name, 'Usage of ' || to_char(v_month, 'YYYY-MM') || ' (UTC).');
        -- The guard against changes stands on the parent; a row only moves to its own partition here.
        execute format(
            'with moved as (delete from public.credit_usage_attribution_default where created_at >= %L and created_at < %L returning *)
            insert into public.%I select * from moved', v_start, v_end, v_name
        );
        -- Attaching lets inserts into other months go on, which creating a partition in place does not.
        execute format(
            'alter table public.credit_usage_attribution attach partition public.%I for values from (%L) to (%L)', v_name, v_start, v_end
        );
        v_made := v_made + 1;
    end loop;
    return v_made;
end
$fn$;
comment on function ensure_usage_partitions(date, date) is 'Makes the monthly partitions (UTC) of credit_usage_attribution from the month of p_from to that of p_to; returns how many were missing. Rows of such a month that are in the default partition move, in the same transaction. Raises OB001 for a range that is reversed or over ten years.';
