create or replace function admit_item(
    i spend_item, p_outcome text, h credit_holds, m user_credit_allocations, p_id uuid, p_credential_id text, p_blocked_by text,
    p_day date, p_now timestamptz
) returns spending_step
language plpgsql
stable
as $fn$
declare
    s spending_step;
    r spending_result;
    v_left numeric := 0;
begin
    r.replayed := false;
    if p_outcome is null and i.verb in ('capture', 'release') then
        return resolve_item(i, h, m, p_id, p_credential_id, p_day, p_now);
    elsif p_outcome <> 'refused' then
        r.outcome := p_outcome;
        r.hold_id := i.hold_id;
        s.result := r;
        return s;
    elsif p_outcome is null and p_blocked_by is null and m.is_active then
        v_left := remaining_of(m);
    end if;
    if i.credits > v_left then
        r.outcome := 'refused';
        r.blocked_by := coalesce(p_blocked_by, 'allocation');
        r.needed_credits := trim_scale(i.credits);
        r.available_credits := v_left;
        r.remaining_credits := v_left;
        s.result := r;
        return s;
    end if;
    r.outcome := 'ok';
    r.credits := trim_scale(i.credits);
    r.remaining_credits := v_left - r.credits;
    if i.verb = 'reserve' then
        m.held_credits := m.held_credits + r.credits;
        s.hold := hold_of(i, m, p_id, p_credential_id, p_now);
        r.hold_id := p_id;
        r.expires_at := (s.hold).expires_at;
    else
        m.used_credits := m.used_credits + r.credits;
        m.cumulative_used_credits := m.cumulative_used_credits + r.credits;
        m.seq := m.seq + 1;
        s.usage := usage_of(i, null, m, p_id, r.credits, p_credential_id, p_day, p_now);
        r.usage_id := p_id;
    end if;
    s.member := m;
    s.result := r;
    return s;
end
$fn$;
comment on function admit_item(spend_item, text, credit_holds, user_credit_allocations, uuid, text, text, date, timestamptz) is 'What one item does to its member''s allocation, whose lock the caller holds, and to its hold; nothing where its outcome (p_outcome) is known already. Who has no allocation, or a closed one, or is no member any more (refused) has nothing left.';
