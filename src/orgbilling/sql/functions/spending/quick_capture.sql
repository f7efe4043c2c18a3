create or replace function quick_capture(
    i spend_item, p_session_idle_s integer, p_now timestamptz, p_is_settled boolean
) returns spending_result
language plpgsql
as $fn$
declare
    v_now timestamptz := coalesce(p_now, clock_timestamp());
    v_id constant uuid := uuid_v7(v_now);
    a spending_credential;
    m user_credit_allocations;
    h credit_holds;
    u credit_usage_attribution;
    v_day date;
begin
    -- Zeros behind an amount are no decimals of it; a sum would keep them.
    i.credits := trim_scale(i.credits);
    if i.credential_hash is not null then
        a := authorized_item(i, p_session_idle_s, v_now);
        if a.outcome is not null then
            return null;
        end if;
    end if;
    -- What a hold is for never changes. Whether it is open is looked at again under the lock.
    select o.user_id, o.credits, o.service_type, o.service_name, o.request_key, o.credential_id
    into h.user_id, h.credits, h.service_type, h.service_name, h.request_key, h.credential_id
    from credit_holds as o
    where o.org_id = i.org_id and o.hold_id = i.hold_id and o.resolved_at is null and o.limit_ids is null
        and (i.credential_hash is null or o.credential_id = a.credential_id);
    update user_credit_allocations as c
    set
        held_credits = c.held_credits - h.credits, used_credits = c.used_credits + i.credits,
        cumulative_used_credits = c.cumulative_used_credits + i.credits, seq = c.seq + 1
    where c.org_id = i.org_id and c.user_id = h.user_id and not c.is_limited
        and h.credits <= c.held_credits and i.credits <= remaining_of(c) + h.credits
        -- Nothing that becomes free is above the target.
        and (c.allocated_credits + c.refill_due_credits <= c.target_credits or i.credits = remaining_of(c) + h.credits)
        and (not is_nearly_used(c.used_credits + i.credits, c.allocated_credits) or is_nearly_used(c.used_credits, c.allocated_credits))
    returning c.user_id, c.period_number, c.seq, c.allocated_credits, c.used_credits, c.held_credits
    into m.user_id, m.period_number, m.seq, m.allocated_credits, m.used_credits, m.held_credits;
    if not found then
        return null;
    end if;
    v_now := coalesce(p_now, clock_timestamp());
    update credit_holds as o
    set
        status = 'captured', resolved_at = v_now, usage_id = v_id, captured_credits = i.credits, uncollected_credits = 0,
        released_credits = greatest(o.credits - i.credits, 0), resolved_remaining_credits = remaining_of(m)
    from spending_gate(v_now) as g
    where o.org_id = i.org_id and o.hold_id = i.hold_id and o.resolved_at is null and g.org_id = i.org_id and (p_is_settled or not g.is_due)
    returning o.hold_id, o.released_credits, g.day into h.hold_id, h.released_credits, v_day;
    if not found then
        perform undo_spending(array[i], array[v_id], array[1]);
        return null;
    end if;
    insert into credit_usage_attribution select (usage_of(i, h, m, v_id, i.credits, a.credential_id, v_day, v_now)).*
    returning service_type, service_name into u.service_type, u.service_name;
    v_day := add_daily_usage(
        i.org_id, v_day, m.user_id, u.service_type, u.service_name, i.credits, i.api_cost_usd, i.markup_usd
    );
    if a.is_stale then
        perform note_credential_use(i.org_id, i.credential_hash, v_now);
    end if;
    return row(
        1, 'ok', v_id, h.hold_id, i.credits, remaining_of(m), null, null, null, false, h.released_credits, 0, null, null, null
    )::spending_result;
end
$fn$;
comment on function quick_capture(spend_item, integer, timestamptz, boolean) is 'One capture of an open hold where nobody has to be told anything and nothing goes back to the pool or to a limit, in as few statements as it takes. Null, and nothing is left behind, where it must be looked at closely.';
