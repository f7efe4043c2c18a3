create or replace function reduce_locked(
    a user_credit_allocations, p_credits numeric, p_actor_id text, p_reason text, p_request_key text, p_now timestamptz
) returns user_credit_allocations
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_cut numeric := least(p_credits, a.target_credits);
    v_back numeric;
begin
    a.target_credits := a.target_credits - v_cut;
    a.refill_due_credits := a.refill_due_credits - least(a.refill_due_credits, v_cut);
    a.allocated_by := p_actor_id;
    v_back := free_above_target(a);
    if v_back > 0 then
        a.allocated_credits := a.allocated_credits - v_back;
        a.seq := a.seq + 1;
        perform post_pool_moves(
            a.org_id, array[pool_move('return', a, v_back)], 0, p_actor_id, p_reason, p_request_key, p_now
        );
    end if;
    return a;
end
$fn$;
comment on function reduce_locked(user_credit_allocations, numeric, text, text, text, timestamptz) is 'Lowers a locked allocation''s target; what is free above it goes back to the pool at once, what is held as the holds resolve. The caller stores the row.';
