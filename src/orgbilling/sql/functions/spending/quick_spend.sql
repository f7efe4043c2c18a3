create or replace function quick_spend(i spend_item, p_session_idle_s integer, p_now timestamptz, p_is_settled boolean) returns spending_result
language plpgsql
as $fn$
declare
    v_now timestamptz := coalesce(p_now, clock_timestamp());
    v_id constant uuid := uuid_v7(v_now);
    a spending_credential;
    m user_credit_allocations;
    v_day date;
    v_expires_at timestamptz;
begin
    -- Zeros behind an amount are no decimals of it; a sum would keep them.
    i.credits := trim_scale(i.credits);
    if i.credential_hash is not null then
        a := authorized_item(i, p_session_idle_s, v_now);
        if a.outcome is not null then
            return null;
        end if;
    end if;
    insert into credit_request_keys (org_id, request_key, verb, user_id, credits, service_type, service_name, result_id, created_at)
    values (i.org_id, i.request_key, i.verb, i.user_id, i.credits, i.service_type, i.service_name, v_id, v_now)
    on conflict (org_id, request_key) do nothing;
    if not found then
        return null;
    end if;
    -- Lock and change in one, where nothing is to be told; the clock is read under the lock.
    if i.verb = 'deduct' then
        update user_credit_allocations as c
        set
            used_credits = c.used_credits + i.credits, cumulative_used_credits = c.cumulative_used_credits + i.credits, seq = c.seq + 1
        where c.org_id = i.org_id and c.user_id = i.user_id and c.is_active and not c.is_limited and i.credits <= remaining_of(c)
            and (not is_nearly_used(c.used_credits + i.credits, c.allocated_credits) or is_nearly_used(c.used_credits, c.allocated_credits))
        returning c.user_id, c.period_number, c.seq, c.allocated_credits, c.used_credits, c.held_credits
        into m.user_id, m.period_number, m.seq, m.allocated_credits, m.used_credits, m.held_credits;
        if found then
            v_now := coalesce(p_now, clock_timestamp());
            insert into credit_usage_attribution select (usage_of(i, null, m, v_id, i.credits, coalesce(a.credential_id, i.credential_id), o.day, v_now)).*
            from open_organizations(v_now, p_is_settled) as o where o.org_id = i.org_id
            returning local_day into v_day;
            if found then
                -- Assigned: to perform it would start a plan.
                v_day := add_daily_usage(i.org_id, v_day, i.user_id, i.service_type, i.service_name, i.credits, i.api_cost_usd, i.markup_usd);
            end if;
        end if;
    else
        update user_credit_allocations as c set held_credits = c.held_credits + i.credits
        where c.org_id = i.org_id and c.user_id = i.user_id and c.is_active and not c.is_limited and i.credits <= remaining_of(c)
        returning c.user_id, c.allocated_credits, c.used_credits, c.held_credits
        into m.user_id, m.allocated_credits, m.used_credits, m.held_credits;
        if found then
            v_now := coalesce(p_now, clock_timestamp());
            insert into credit_holds select (hold_of(i, m, v_id, coalesce(a.credential_id, i.credential_id), v_now)).*
            from open_organizations(v_now, p_is_settled) as o where o.org_id = i.org_id
            returning expires_at into v_expires_at;
        end if;
    end if;
    if not found then
        perform undo_spending(array[i], array[v_id], case when m.user_id is not null then array[1] end);
        return null;
    end if;
    if a.is_stale then
        perform note_credential_use(i.org_id, i.credential_hash, v_now);
    end if;
    return row(
        1, 'ok', case i.verb when 'deduct' then v_id end, case i.verb when 'reserve' then v_id end, i.credits,
        remaining_of(m), null, null, null, false, null, null, v_expires_at, null, null
    )::spending_result;
end
$fn$;
comment on function quick_spend(spend_item, integer, timestamptz, boolean) is 'One deduct or reserve where nothing stands in its way, in as few statements as it takes. Null, and nothing is left behind, where it must be looked at closely: a credential that may not, a key that was taken, a refusal, a closed gate, something due, a member who is limited, 90 % crossed.';
