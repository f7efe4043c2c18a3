create or replace function make_room(
    i spend_item, m user_credit_allocations, p_holds credit_holds[], p_pool_credits numeric, p_limits spending_limits[], p_now timestamptz
) returns spending_writes
language plpgsql
stable
as $fn$
declare
    w spending_writes;
    s spending_step;
    h credit_holds;
    v_pool numeric := p_pool_credits;
    v_drawn numeric;
begin
    w.holds := p_holds;
    w.limits := p_limits;
    -- Expired holds go back only now, when the member would otherwise be refused; oldest first.
    for k in 1..cardinality(p_holds) loop
        exit when i.credits <= remaining_of(m);
        h := p_holds[k];
        continue when h.user_id is distinct from m.user_id or h.status <> 'open' or h.expires_at > p_now;
        s := end_hold(i, h, m, 'expired', null, null, null, p_now);
        m := s.member;
        w.holds[k] := s.hold;
        w.limits := without_hold(w.limits, h);
        if (s.move).kind is not null then
            w.moves := w.moves || s.move;
            v_pool := v_pool + (s.move).amount;
        end if;
    end loop;
    if i.credits > remaining_of(m) and m.refill_due_credits > 0 and v_pool > 0 then
        v_drawn := least(m.refill_due_credits, v_pool);
        m.allocated_credits := m.allocated_credits + v_drawn;
        m.refill_due_credits := m.refill_due_credits - v_drawn;
        m.seq := m.seq + 1;
        w.moves := w.moves || pool_move('top_up', m, v_drawn);
    end if;
    w.members := array[m];
    return w;
end
$fn$;
comment on function make_room(spend_item, user_credit_allocations, credit_holds[], numeric, spending_limits[], timestamptz) is 'What is done for a member who would otherwise be refused: expired holds end, then the pool pays of what it owes (p_pool_credits: what it has, null where it is not locked). Returns the allocation, all holds and limits as they are then, and the moves.';
