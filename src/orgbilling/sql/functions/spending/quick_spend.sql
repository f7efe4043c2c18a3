create or replace function quick_spend(
    i spend_item_v1, p_session_idle_s integer, p_now timestamptz, p_is_settled boolean
) returns spending_result
language plpgsql
as $fn$
declare
    v_now timestamptz := coalesce(p_now, clock_timestamp());
    v_id constant uuid := uuid_v7(v_now);
    v_credits constant numeric := trim_scale(i.credits);
    v_used constant numeric := case i.verb when 'deduct' then v_credits else 0 end;
    v_counted constant integer := case i.verb when 'deduct' then 1 else 0 end;
    v_day date;
    a record;
    m user_credit_allocations;
    r spending_result;
begin
    a := authorized_item(i, p_session_idle_s, v_now);
    if a.outcome is not null then
        return null;
    end if;
    insert into credit_request_keys
    (org_id, request_key, verb, user_id, credits, service_type, service_name, result_id, created_at)
    values (i.org_id, i.request_key, i.verb, i.user_id, v_credits, i.service_type, i.service_name, v_id, v_now)
    on conflict (org_id, request_key) do nothing;
    if not found then
        return null;
    end if;
    -- Lock and change in one, where nothing is to be told; the clock is read under the lock.
    update user_credit_allocations as c
    set
        used_credits = c.used_credits + v_used, cumulative_used_credits = c.cumulative_used_credits + v_used,
        held_credits = c.held_credits + v_credits - v_used, seq = c.seq + v_counted
    where c.org_id = i.org_id and c.user_id = i.user_id and c.is_active and v_credits <= remaining_of(c)
        and (not is_nearly_used(c.used_credits + v_used, c.allocated_credits) or is_nearly_used(c.used_credits, c.allocated_credits))
    returning c.* into m;
    if found then
        v_now := coalesce(p_now, clock_timestamp());
        -- The gate, in a statement that begins after the lock.
        select g.day into v_day from spending_gate(v_now) as g
        where g.org_id = i.org_id and g.blocked_by is null and (p_is_settled or not g.is_due);
        if v_day is null then
            -- Nobody has seen the change, which is ours alone until the commit.
            update user_credit_allocations as c
            set
                used_credits = c.used_credits - v_used, cumulative_used_credits = c.cumulative_used_credits - v_used,
                held_credits = c.held_credits - v_credits + v_used, seq = c.seq - v_counted
            where c.org_id = i.org_id and c.user_id = i.user_id;
        end if;
    end if;
    if v_day is null then
        delete from credit_request_keys where org_id = i.org_id and request_key = i.request_key and result_id = v_id;
        return null;
    end if;
    r := quick_answer(i, m, v_id, a.credential_id, v_day, v_now);
    if a.is_stale then
        perform note_credential_use(array[i], array[1], v_now);
    end if;
    return r;
end
$fn$;
comment on function quick_spend(spend_item_v1, integer, timestamptz, boolean) is 'One deduct or reserve where nothing stands in its way, in as few statements as it takes. Null, and nothing is left behind, where it must be looked at closely: a credential that may not, a key that was taken, a refusal, a closed gate, something due, 90 % crossed.';
