create or replace function quick_capture(
    i spend_item_v1, p_session_idle_s integer, p_now timestamptz, p_is_settled boolean
) returns spending_result
language plpgsql
as $fn$
declare
    v_now timestamptz := coalesce(p_now, clock_timestamp());
    v_was_nearly_used boolean;
    a spending_credential;
    f record;
    m user_credit_allocations;
    h credit_holds;
    s spending_step;
    r spending_result;
begin
    if i.credential_hash is not null then
        a := authorized_item(i, p_session_idle_s, v_now);
    end if;
    -- A hold's member never changes; all else of it is read under the lock.
    select c.* into m from user_credit_allocations as c
    where c.org_id = i.org_id and c.user_id = (
        select o.user_id from credit_holds as o where o.org_id = i.org_id and o.hold_id = i.hold_id
    )
    for no key update;
    v_now := coalesce(p_now, clock_timestamp());
    select c as hold, g.day, g.is_due into f
    from credit_holds as c
    inner join spending_gate(v_now) as g on g.org_id = c.org_id
    where c.org_id = i.org_id and c.hold_id = i.hold_id;
    h := f.hold;
    if a.outcome is not null or h.status is distinct from 'open' or (f.is_due and not p_is_settled)
        or (i.credential_hash is not null and h.credential_id is distinct from a.credential_id) then
        return null;
    end if;
    v_was_nearly_used := is_nearly_used(m.used_credits, m.allocated_credits);
    s := end_hold(i, h, m, 'captured', a.credential_id, f.day, v_now);
    m := s.member;
    h := s.hold;
    if (s.move).kind is not null or h.uncollected_credits > 0
        or (is_nearly_used(m.used_credits, m.allocated_credits) and not v_was_nearly_used) then
        return null;
    end if;
    update user_credit_allocations as c
    set
        used_credits = m.used_credits, cumulative_used_credits = m.cumulative_used_credits, held_credits = m.held_credits,
        seq = m.seq
    where c.org_id = i.org_id and c.user_id = m.user_id;
    perform store_holds(array[h]);
    perform post_one_usage(s.usage);
    if a.is_stale then
        perform note_credential_use(array[i], array[1], v_now);
    end if;
    r := resolved_answer(h, false);
    r.ordinal := 1;
    return r;
end
$fn$;
comment on function quick_capture(spend_item_v1, integer, timestamptz, boolean) is 'One capture of an open hold where nobody has to be told anything and nothing goes back to the pool, in as few statements as it takes. Null, and nothing but the lock is left behind, where it must be looked at closely.';
