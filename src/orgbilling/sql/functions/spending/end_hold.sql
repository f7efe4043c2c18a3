create or replace function end_hold(
    i spend_item, h credit_holds, m user_credit_allocations, p_status text, p_id uuid, p_credential_id text, p_day date,
    p_now timestamptz
) returns spending_step
language plpgsql
stable
as $fn$
declare
    s spending_step;
    v_charged numeric;
    v_free numeric;
begin
    h.is_late := h.status = 'expired';
    if not h.is_late then
        m.held_credits := m.held_credits - h.credits;
    end if;
    if p_status = 'captured' then
        -- Past the hold it takes what remains, and past that it is owed.
        v_charged := least(trim_scale(i.credits), remaining_of(m));
        m.used_credits := m.used_credits + v_charged;
        m.cumulative_used_credits := m.cumulative_used_credits + v_charged;
        m.seq := m.seq + 1;
        h.usage_id := p_id;
        h.captured_credits := trim_scale(i.credits);
        h.uncollected_credits := h.captured_credits - v_charged;
        s.usage := usage_of(i, h, m, p_id, v_charged, p_credential_id, p_day, p_now);
    end if;
    h.released_credits := case when h.is_late then 0 else greatest(h.credits - coalesce(h.captured_credits, 0), 0) end;
    -- What is now free above the target goes back to the pool.
    v_free := free_above_target(m);
    if v_free > 0 then
        m.allocated_credits := m.allocated_credits - v_free;
        m.seq := m.seq + 1;
        s.move := pool_move('return', m, v_free);
    end if;
    h.status := p_status;
    h.resolved_at := p_now;
    if p_status <> 'expired' then
        h.resolved_remaining_credits := remaining_of(m);
    end if;
    if p_status = 'captured' then
        s.usage.remaining_credits := h.resolved_remaining_credits;
    end if;
    s.member := m;
    s.hold := h;
    return s;
end
$fn$;
comment on function end_hold(spend_item, credit_holds, user_credit_allocations, text, uuid, text, date, timestamptz) is 'Ends an open hold, or one that has expired: captured (for the credits of the item, as usage of this id), released or expired. The caller holds the lock of the allocation.';
