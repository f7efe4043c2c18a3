create or replace function verify_c14_order_of_rows() returns setof ledger_difference
language sql
stable
security definer
set search_path = public, pg_temp
as $fn$
    select 'C14 row of a term', x.org_id, format('%s row %s', x.term_id, x.period_number), format('row %s from %s', x.place, x.end_before),
        format('%s from %s to %s', x.cause, x.starts_at, x.ends_at)
    from (
        select
            r.*, t.ended_at, row_number() over w as place, lag(r.ends_at) over w as end_before, lead(r.starts_at) over w as next_starts_at,
            t.taken_over_at
        from subscription_periods as r
        inner join subscription_terms as t on t.org_id = r.org_id and t.term_id = r.term_id
        window w as (partition by r.org_id, r.term_id order by r.period_number)
    ) as x
    where x.period_number <> x.place or (x.taken_over_at is null and (x.ends_at < x.starts_at or (x.place > 1 and x.cause not in ('changed', 'resumed'))
        or (x.place > 1 and (x.end_before is null or x.starts_at < x.end_before)) or (x.cause = 'changed' and x.starts_at <> x.end_before)
        or (x.next_starts_at is null and x.ends_at > x.ended_at
            and not verify_boundary_moved(x.org_id, 'zone', '', x.ends_at, x.ended_at)) or (x.ended_at is not null and x.ends_at is null)));
$fn$;
comment on function verify_c14_order_of_rows() is 'C14: the rows of a term follow each other from its beginning on, with a gap only before a resume.';
