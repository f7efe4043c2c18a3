create or replace function remaining_of(a user_credit_allocations) returns numeric
language sql
immutable parallel safe
return (a).allocated_credits - (a).used_credits - (a).held_credits;
comment on function remaining_of(user_credit_allocations) is 'What a member may still spend of an allocation.';
