create or replace function pool_move(p_kind text, a user_credit_allocations, p_amount numeric) returns credit_transfers
language plpgsql
immutable
as $fn$
declare
    t credit_transfers;
begin
    t.kind := p_kind;
    t.user_id := a.user_id;
    t.amount := p_amount;
    t.allocation_seq := a.seq;
    t.allocation_balance_after := a.allocated_credits - a.used_credits;
    return t;
end
$fn$;
comment on function pool_move(text, user_credit_allocations, numeric) is 'One side of a movement between the pool and an allocation that has just been changed (its seq counts the movement already); post_pool_moves adds the pool''s side.';
