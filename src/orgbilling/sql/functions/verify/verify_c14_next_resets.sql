create or replace function verify_c14_next_resets() returns setof ledger_difference
language sql
stable
security definer
set search_path = public, pg_temp
as $fn$
    select 'C14 next reset', a.org_id, a.user_id, format('%s: %s', n.next_date, midnight_of(n.next_date, z.time_zone)),
        format('%s: %s', a.next_reset_date, a.next_reset_at)
    from user_credit_allocations as a
    inner join organizations as z on z.org_id = a.org_id
    cross join lateral (
        select case when a.is_active then boundary_date(
            a.reset_anchor_date, a.reset_period,
            boundary_index(a.reset_anchor_date, a.reset_period, greatest(a.last_reset_date, a.reset_anchor_date)) + 1
        ) end as next_date, exists (
            select 1 from calendar_moves as m where m.org_id = a.org_id and m.kind = 'reset' and m.subject = a.user_id
        ) as is_moved
    ) as n
    -- After one that was moved by hand the last may lie ahead of the day from which a new period counts.
    where (a.next_reset_date is distinct from n.next_date
            and (not n.is_moved or a.next_reset_date is distinct from boundary_date(a.reset_anchor_date, a.reset_period, 1)))
        or a.reset_period not in ('daily', 'weekly', 'monthly', 'never')
        or (not n.is_moved and a.last_reset_date > a.reset_anchor_date and a.last_reset_date <> boundary_date(
            a.reset_anchor_date, a.reset_period, boundary_index(a.reset_anchor_date, a.reset_period, a.last_reset_date)
        ))
        or (not n.is_moved and a.last_reset_date < (select max(r.boundary_date) from credit_resets as r where r.org_id = a.org_id and r.user_id = a.user_id))
        or (a.next_reset_at is distinct from midnight_of(a.next_reset_date, z.time_zone)
            and not verify_boundary_moved(a.org_id, 'reset', a.user_id, a.next_reset_at, midnight_of(a.next_reset_date, z.time_zone)));
$fn$;
comment on function verify_c14_next_resets() is 'C14: the next reset of a member is the boundary after the last, at midnight unless it was moved.';
