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
    -- What was promised is said twice, so that neither can be changed without the other.
    insert into credit_allocation_changes (
        org_id, user_id, change_number, target_credits, refill_due_credits, reset_period, reset_anchor_date, is_active, period_number,
        allocation_seq
    )
    select
        a.org_id, a.user_id, coalesce(c.change_number, 0) + 1, a.target_credits, a.refill_due_credits, a.reset_period,
        a.reset_anchor_date, a.is_active, a.period_number, a.seq
    from (select) as one
    left join lateral (
        select x.* from credit_allocation_changes as x
        where x.org_id = a.org_id and x.user_id = a.user_id
        order by x.change_number desc
        limit 1
    ) as c on true
    where (c.target_credits, c.reset_period, c.reset_anchor_date, c.is_active)
        is distinct from (a.target_credits, a.reset_period, a.reset_anchor_date, a.is_active);
    update organization_credit_pools as p set next_due_at = a.next_reset_at
    where p.org_id = a.org_id and (p.next_due_at is null or p.next_due_at > a.next_reset_at) and a.next_reset_at is not null;
    -- What was due next may have been this allocation's reset, which is further away now, or gone.
    update organization_credit_pools as p set next_due_at = n.at_instant
    from (select next_boundary_at(a.org_id) as at_instant) as n
    where p.org_id = a.org_id and p.next_due_at < coalesce(n.at_instant, 'infinity');
$fn$;
comment on function store_allocation(user_credit_allocations) is 'Writes a changed allocation back, in one statement, so that its CHECKs see the finished state, remembers what it promises where that changed, and lets the calendar know what is due next. The caller holds the locks of both.';
