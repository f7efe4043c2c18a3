-- The CHECKs of the tables that every spend writes cost a fifth of it. PostgreSQL reads a stored
-- expression anew in every statement, and pays for each column that it names: a whole row is one name.
-- PL/pgSQL prepares an expression once a transaction, and only those that are reached.
set local lock_timeout = '10s';

-- Its successor is added below, in the same transaction; nothing but it calls the function.
-- squawk-ignore ban-drop-constraint
alter table user_credit_allocations drop constraint user_credit_allocations_sound;
-- squawk-ignore ban-drop-function
drop function is_allocation_sound(numeric, numeric, numeric, numeric, numeric, numeric, boolean, timestamptz, text);

create function is_allocation_sound(a user_credit_allocations) returns boolean
language plpgsql
immutable
as $fn$
begin
    -- 1e15 keeps NaN and Infinity out: both sort above it. A sum has as many decimals as the part with most.
    if least(a.used_credits, a.held_credits, a.target_credits, a.refill_due_credits, a.cumulative_used_credits) < 0
        or a.used_credits + a.held_credits > a.allocated_credits
        or greatest(a.allocated_credits, a.target_credits, a.refill_due_credits, a.cumulative_used_credits) >= 1e15
        or scale(a.allocated_credits + a.used_credits + a.held_credits + a.target_credits) > 6
        or a.is_active <> (a.closed_at is null)
        or a.reset_period not in ('daily', 'weekly', 'monthly', 'never') then
        return false;
    end if;
    if not a.is_active then
        -- Closed: it is to be filled up to nothing, and is owed nothing.
        if a.target_credits > 0 or a.refill_due_credits > 0 then
            return false;
        end if;
    end if;
    if a.allocated_credits + a.refill_due_credits = a.target_credits then
        return true;
    end if;
    -- Above its target is only what is spent or held.
    return a.allocated_credits + a.refill_due_credits > a.target_credits
        and a.allocated_credits = a.used_credits + a.held_credits;
end
$fn$;
comment on function is_allocation_sound(user_credit_allocations) is 'The invariant of an allocation, for its CHECK: nothing negative, used and held within what was allocated, nothing above the target that is free, nothing owed once closed, at most six decimals.';
alter table user_credit_allocations add constraint user_credit_allocations_sound check (is_allocation_sound(user_credit_allocations));

-- The same rule in two steps: most rows have no cost in dollars. A whole row cannot be named here:
-- each partition has a type of its own.
create or replace function is_usage_sound(
    p_credits numeric, p_charged numeric, p_overage numeric, p_uncollected numeric, p_api_cost_usd numeric
) returns boolean
language plpgsql
immutable
as $fn$
begin
    if p_api_cost_usd is not null then
        if not (p_api_cost_usd >= 0 and p_api_cost_usd < 1e12 and scale(p_api_cost_usd) <= 12) then
            return false;
        end if;
    end if;
    return p_credits = p_charged + p_overage + p_uncollected and least(p_charged, p_overage, p_uncollected) >= 0
        and p_credits < 1e15 and scale(p_credits) <= 6;
end
$fn$;
