create or replace function admit_item(
    i spend_item_v1, m user_credit_allocations, p_id uuid, p_blocked_by text, p_credential_id text, p_day date, p_now timestamptz
) returns spending_step
language plpgsql
immutable
as $fn$
declare
    s spending_step;
    r spending_result;
    v_left constant numeric := case when p_blocked_by is null and m.is_active then remaining_of(m) else 0 end;
begin
    r.replayed := false;
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
comment on function admit_item(spend_item_v1, user_credit_allocations, uuid, text, text, date, timestamptz) is 'Admits or refuses a deduct or reserve on an allocation whose lock the caller holds; who has none, or a closed one, has nothing left.';
