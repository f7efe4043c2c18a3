set local lock_timeout = '10s';

alter table user_credit_allocations drop constraint user_credit_allocations_sound;
drop function is_allocation_sound(user_credit_allocations);

create function is_allocation_sound(
    p_allocated numeric, p_used numeric, p_held numeric, p_target numeric, p_refill_due numeric, p_cumulative numeric,
    p_is_active boolean, p_closed_at timestamptz, p_reset_period text
) returns boolean
language plpgsql
immutable
as $fn$
begin
    -- 1e15 keeps NaN and Infinity out: both sort above it.
    return p_used >= 0 and p_held >= 0 and p_target >= 0 and p_refill_due >= 0
        and p_used + p_held <= p_allocated
        and p_allocated + p_refill_due >= p_target
        and (p_allocated + p_refill_due = p_target or p_allocated = p_used + p_held)
        and (p_is_active or (p_target = 0 and p_refill_due = 0))
        and p_is_active = (p_closed_at is null)
        and p_allocated < 1e15 and p_target < 1e15 and p_cumulative < 1e15
        and scale(p_allocated) <= 6 and scale(p_used) <= 6 and scale(p_held) <= 6 and scale(p_target) <= 6
        and p_reset_period in ('daily', 'weekly', 'monthly', 'never');
end
$fn$;
comment on function is_allocation_sound(numeric, numeric, numeric, numeric, numeric, numeric, boolean, timestamptz, text) is 'The invariant of an allocation, for its CHECK: nothing negative, used and held within what was allocated, nothing above the target that is free, nothing owed once closed, at most six decimals.';
alter table user_credit_allocations add constraint user_credit_allocations_sound check (
    is_allocation_sound(
        allocated_credits, used_credits, held_credits, target_credits, refill_due_credits, cumulative_used_credits,
        is_active, closed_at, reset_period
    )
);

create or replace function is_usage_sound(
    p_credits numeric, p_charged numeric, p_overage numeric, p_uncollected numeric, p_api_cost_usd numeric
) returns boolean
language plpgsql
immutable
as $fn$
begin
    return p_credits = p_charged + p_overage + p_uncollected
        and p_charged >= 0 and p_overage >= 0 and p_uncollected >= 0 and p_credits < 1e15 and scale(p_credits) <= 6
        and (p_api_cost_usd is null or (p_api_cost_usd >= 0 and p_api_cost_usd < 1e12 and scale(p_api_cost_usd) <= 12));
end
$fn$;
