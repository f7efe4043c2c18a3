create or replace function month_end_date(t subscription_terms) returns date
language sql
stable
set search_path = public, pg_temp
as $fn$
    select least(
        case when (t).billing_cycle = 'yearly' and (t).months_passed < 12 then month_date(t, (t).months_passed) end,
        coalesce((t).planned_end_date, local_date((t).planned_end_at, o.time_zone))
    )
    from organizations as o where o.org_id = (t).org_id;
$fn$;
comment on function month_end_date(subscription_terms) is 'Local date on which the last month that started ends.';
