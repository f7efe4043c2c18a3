create or replace function store_settled_allocations(p_org_id uuid, p_changed user_credit_allocations[]) returns void
language sql
security definer
set search_path = public, pg_temp
as $fn$
    update user_credit_allocations as t
    set
        allocated_credits = c.allocated_credits, used_credits = c.used_credits,
        refill_due_credits = c.refill_due_credits, prior_used_credits = c.prior_used_credits, period_number = c.period_number,
        period_start = c.period_start, seq = c.seq, last_reset_date = c.last_reset_date,
        next_reset_date = c.next_reset_date, next_reset_at = c.next_reset_at
    from unnest(p_changed) as c
    where t.org_id = p_org_id and t.user_id = c.user_id;
$fn$;
comment on function store_settled_allocations(uuid, user_credit_allocations[]) is 'Writes back the allocations that a settlement changed, in one statement. The caller holds their locks.';
