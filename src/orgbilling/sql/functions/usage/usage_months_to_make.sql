create or replace function usage_months_to_make(p_from date, p_to date) returns table (month_start date, has_rows boolean)
language plpgsql
stable
security definer
set search_path = public, pg_temp
as $fn$
begin
    if p_from is null or p_to is null or p_to < p_from or p_to > p_from + 3700 then
        raise exception 'the months must be in order and within ten years' using errcode = 'OB001',
            detail = jsonb_build_object('field', 'p_to')::text;
    end if;
    return query
    with written as (
        select distinct date_trunc('month', u.created_at at time zone 'UTC')::date as month_start
        from credit_usage_attribution_default as u
    ),
    asked as (
        select m::date as month_start
        from generate_series(date_trunc('month', p_from::timestamp), p_to::timestamp, interval '1 month') as m
    )
    select coalesce(a.month_start, w.month_start) as missing, w.month_start is not null as is_written
    from asked as a
    full join written as w on w.month_start = a.month_start
    where not exists (
        select 1 from pg_inherits as i
        inner join pg_class as c on c.oid = i.inhrelid
        where
            i.inhparent = 'public.credit_usage_attribution'::regclass
            and c.relname = usage_partition_name(coalesce(a.month_start, w.month_start))
    )
    order by is_written, missing;
end
$fn$;
comment on function usage_months_to_make(date, date) is 'Months (UTC) whose usage has no partition of its own: those from the month of p_from to that of p_to, and any other of which the default partition has rows. New months come first: they are made in a moment, whatever becomes of the others. Raises OB001 for a range that is reversed or over ten years.';
