create or replace function free_above_target(a user_credit_allocations) returns numeric
language plpgsql
immutable
as $fn$
begin
    return greatest(
        least(
            remaining_of(a),
            a.allocated_credits + a.refill_due_credits - a.target_credits
        ),
        0
    );
end
$fn$;
comment on function free_above_target(user_credit_allocations) is 'What of an allocation goes back to the pool: what is free (A - U - H) and lies above the target (A + D - T).';
