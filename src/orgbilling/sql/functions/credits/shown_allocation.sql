create or replace function shown_allocation(
    p_allocation user_credit_allocations, p_email text, p_name text, p_time_zone text, p_expired_credits numeric
) returns jsonb
language sql
stable
return jsonb_build_object(
    'id', (p_allocation).allocation_id, 'org_id', (p_allocation).org_id, 'user_id', (p_allocation).user_id,
    'user_email', p_email, 'user_name', p_name,
    'allocated_credits', (p_allocation).allocated_credits, 'used_credits', (p_allocation).used_credits,
    'held_credits', (p_allocation).held_credits - p_expired_credits,
    'remaining_credits', remaining_of(p_allocation) + p_expired_credits,
    'target_credits', (p_allocation).target_credits, 'refill_due_credits', (p_allocation).refill_due_credits,
    'reset_period', (p_allocation).reset_period,
    'last_reset_date', midnight_of((p_allocation).last_reset_date, p_time_zone), 'next_reset_date', (p_allocation).next_reset_at,
    'is_active', (p_allocation).is_active, 'notes', (p_allocation).notes, 'created_at', (p_allocation).created_at
);
comment on function shown_allocation(user_credit_allocations, text, text, text, numeric) is 'An allocation as the API shows it, of its row, the member''s address and name, the organization''s zone, and the credits of holds that are past their time, which count as free.';
