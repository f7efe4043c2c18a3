create or replace function next_month_at(t subscription_terms) returns timestamptz
language sql
stable
set search_path = public, pg_temp
as $fn$
    select case
        when (t).is_trial then null
        when (t).months_passed = 0 then (t).starts_at
        when (t).billing_cycle = 'yearly' and (t).months_passed < 12 and n.at_instant < (t).planned_end_at then n.at_instant
    end
    from organizations as o
    cross join lateral (select midnight_of(month_date(t, (t).months_passed), o.time_zone) as at_instant) as n
    where o.org_id = (t).org_id;
$fn$;
comment on function next_month_at(subscription_terms) is 'When the next month of a term starts: month 1 with the term, month k + 1 at midnight of its date + k months; a monthly term has one, a yearly one twelve, a trial none.';
