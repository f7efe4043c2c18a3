create or replace function verify_c14_order() returns setof ledger_difference
language sql
stable
security definer
set search_path = public, pg_temp
as $fn$
    with terms as (
        select
            t.*, o.time_zone, s.created_at as subscribed_at, r.cause, r.starts_at as row_starts_at, lag(t.ended_at) over w as ended_before,
            lag(t.planned_end_date) over w as end_date_before, lag(t.anchor_date) over w as anchor_before, lag(t.cycle_index) over w as index_before,
            lag(t.billing_cycle) over w as cycle_before, row_number() over w as place, lead(t.starts_at) over w as next_starts_at,
            r.billing_cycle as row_cycle, s.canceled_at, lead(r.cause) over w as next_cause
        from subscription_terms as t
        inner join organizations as o on o.org_id = t.org_id
        inner join organization_subscriptions as s on s.org_id = t.org_id and s.subscription_id = t.subscription_id
        left join subscription_periods as r on r.org_id = t.org_id and r.term_id = t.term_id and r.period_number = 1
        window w as (partition by t.org_id, t.subscription_id order by t.term_number)
    )
    select 'C14 term', t.org_id, t.term_id::text, format('number %s from %s', t.place, coalesce(t.ended_before, t.subscribed_at)),
        format('number %s from %s, %s', t.term_number, t.starts_at, t.cause)
    from terms as t
    where t.term_number <> t.place or (t.taken_over_at is null and (t.row_starts_at is distinct from t.starts_at
        or (t.cause = 'resumed' and t.starts_at < t.ended_before) or (t.cause = 'created') <> (t.place = 1)
        or (t.cause <> 'resumed' and t.starts_at <> greatest(coalesce(t.ended_before, t.subscribed_at), t.subscribed_at))
        or (t.next_starts_at is not null and t.ended_at is null) or t.ended_at < t.starts_at or (t.is_trial and t.place > 1)
            or t.billing_cycle not in ('monthly', 'yearly') or (t.billing_cycle <> t.row_cycle and not t.is_trial)
            or (t.ended_at is not null and t.ended_at is distinct from greatest(t.starts_at, case
                when t.next_cause = 'resumed' then t.planned_end_at else coalesce(t.next_starts_at, t.canceled_at) end))))
    union all
    select 'C14 dates of a term', t.org_id, t.term_id::text, format('%s, %s + %s', n.start_date, n.anchor_date, n.cycle_index),
        format('%s, %s + %s', t.start_date, t.anchor_date, t.cycle_index)
    from terms as t
    cross join lateral (
        select
            coalesce(case when t.cause in ('renewed', 'trial_ended') then t.end_date_before end, local_date(t.starts_at, t.time_zone)) as start_date,
            t.cause = 'renewed' and t.billing_cycle = t.cycle_before as goes_on
    ) as d
    cross join lateral (
        select
            d.start_date, case when d.goes_on then t.anchor_before else t.start_date end as anchor_date,
            case when d.goes_on then t.index_before + 1 else 0 end as cycle_index
    ) as n
    where t.taken_over_at is null and ((t.anchor_date, t.cycle_index) is distinct from (n.anchor_date, n.cycle_index)
        or (t.start_date <> n.start_date and not (
            abs(t.start_date - n.start_date) = 1 and (
                verify_boundary_moved(t.org_id, 'zone', '', t.starts_at, t.starts_at)
                or not exists (select 1 from verify_subscriptions_by_verbs() as b where b.org_id = t.org_id and b.subscription_id = t.subscription_id)
            )
        )))
    union all
    select 'C14 end of a term', t.org_id, t.term_id::text, format('%s: %s', n.end_date, midnight_of(n.end_date, t.time_zone)),
        format('%s: %s', t.planned_end_date, t.planned_end_at)
    from terms as t
    cross join lateral (select boundary_date(t.anchor_date, t.billing_cycle, t.cycle_index + 1) as end_date) as n
    where not t.is_trial and not coalesce(
        (t.planned_end_date = n.end_date and t.planned_end_at = greatest(midnight_of(n.end_date, t.time_zone), t.starts_at + interval '1 microsecond'))
        or (t.planned_end_date is null and t.taken_over_at is not null)
        or ((t.planned_end_date = n.end_date or t.planned_end_date is null)
            and verify_boundary_moved(t.org_id, 'planned_end', t.term_id::text, t.planned_end_at, midnight_of(n.end_date, t.time_zone))), false
    ) or (t.is_trial and t.planned_end_date is not null);
$fn$;
comment on function verify_c14_order() is 'C14: terms and their rows follow each other from the creation on, with a gap only where a pause lay; dates and ends are those of their anchor.';
