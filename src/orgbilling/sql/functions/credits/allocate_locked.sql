create or replace function allocate_locked(
    a user_credit_allocations, p_credits numeric, p_actor_id text, p_reset_period text, p_notes text, p_request_key text,
    p_now timestamptz, p_reason text default null
) returns user_credit_allocations
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_available numeric;
    v_draw numeric;
    v_rolled numeric := 0;
    v_start timestamptz;
begin
    select p.available_credits into v_available from organization_credit_pools as p where p.org_id = a.org_id for no key update;
    if not a.is_active then
        -- Reopening ends the closed period: its use is rolled as at a reset.
        -- p_now may be older than the period when the caller waited for the lock; periods only go forward.
        v_start := greatest(p_now, a.period_start + interval '1 microsecond');
        insert into credit_resets
        (org_id, user_id, period_number, period_start, period_end, cause, rolled_credits, created_at)
        values (a.org_id, a.user_id, a.period_number, a.period_start, v_start, 'reopened', a.used_credits, p_now);
        v_rolled := a.used_credits;
        a.prior_used_credits := a.prior_used_credits + a.used_credits;
        a.allocated_credits := a.allocated_credits - a.used_credits;
        a.used_credits := 0;
        a.period_number := a.period_number + 1;
        a.period_start := v_start;
        a.is_active := true;
        a.closed_at := null;
    end if;
    -- What already lies above the target is taken first; only the rest comes from the pool.
    v_draw := greatest(p_credits - (a.allocated_credits + a.refill_due_credits - a.target_credits), 0);
    if v_draw > v_available then
        raise exception 'the pool has % credits available, % are needed', trim_scale(v_available), trim_scale(v_draw) using errcode = 'OB006',
            detail = jsonb_build_object('needed_credits', v_draw, 'available_credits', v_available)::text,
            hint = 'Buy credits, or reclaim some from another member.';
    end if;
    a.target_credits := a.target_credits + p_credits;
    a.allocated_credits := a.allocated_credits + v_draw;
    a.allocated_by := p_actor_id;
    a.notes := coalesce(p_notes, a.notes);
    a := with_reset_period(a, p_reset_period, p_now);
    if v_draw > 0 then
        a.seq := a.seq + 1;
        perform post_pool_moves(
            a.org_id, array[pool_move('allocate', a, v_draw)], v_rolled, p_actor_id, coalesce(p_reason, p_notes, 'allocated'), p_request_key, p_now
        );
    elsif v_rolled > 0 then
        update organization_credit_pools set allocated_credits = allocated_credits - v_rolled where org_id = a.org_id;
    end if;
    return a;
end
$fn$;
comment on function allocate_locked(user_credit_allocations, numeric, text, text, text, text, timestamptz, text) is 'Raises a locked allocation and its target; the caller stores the row that is returned. p_notes stay with the allocation, and are the reason of the movement where p_reason gives none. Raises OB006 when the pool has too little.';
