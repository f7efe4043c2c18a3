create or replace function store_allocation(a user_credit_allocations) returns void
language sql
security definer
set search_path = public, pg_temp
as $fn$
    update user_credit_allocations as t
    set
        allocated_credits = a.allocated_credits, used_credits = a.used_credits, held_credits = a.held_credits,
        target_credits = a.target_credits, refill_due_credits = a.refill_due_credits,
        prior_used_credits = a.prior_used_credits, period_number = a.period_number, period_start = a.period_start, seq = a.seq,
        reset_period = a.reset_period, reset_anchor_date = a.reset_anchor_date, next_reset_date = a.next_reset_date,
        next_reset_at = a.next_reset_at, is_active = a.is_active, closed_at = a.closed_at, notes = a.notes,
        allocated_by = a.allocated_by
    where t.org_id = a.org_id and t.user_id = a.user_id;
    update organization_credit_pools as p set next_due_at = a.next_reset_at
    where p.org_id = a.org_id and (p.next_due_at is null or p.next_due_at > a.next_reset_at) and a.next_reset_at is not null;
$fn$;
comment on function store_allocation(user_credit_allocations) is 'Writes a changed allocation back, in one statement, so that its CHECKs see the finished state, and lets the calendar know of a reset that is nearer than what was due next. The caller holds the locks of both.';
