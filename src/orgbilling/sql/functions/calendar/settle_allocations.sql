create or replace function settle_allocations(
    p_org_id uuid, p_user_ids text[], p_now timestamptz, p_sweep_holds boolean default true
) returns void
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_zone text;
    v_locked text[];
    v_today date;
    v_available numeric;
    v_rolled numeric := 0;
    v_left numeric;
    v_boundary date;
    v_index integer;
    a user_credit_allocations%rowtype;
    v_changed user_credit_allocations[] := '{}';
    v_resets credit_resets[] := '{}';
    v_reset credit_resets%rowtype;
    v_moves credit_transfers[] := '{}';
begin
    perform require_read_committed();
    -- All allocations that anything is due for, locked by user id before the pool.
    select array_agg(s.user_id) into v_locked from (
        select l.user_id from user_credit_allocations as l
        where l.org_id = p_org_id and case
            when p_user_ids is not null then l.user_id = any(p_user_ids)
            else l.next_reset_at <= p_now or l.refill_due_credits > 0 or l.user_id in (
                select h.user_id from credit_holds as h
                where h.org_id = p_org_id and h.status = 'open' and h.expires_at <= p_now
            )
        end
        order by l.user_id
        for no key update
    ) as s;
    v_available := refresh_pool(p_org_id, p_now);
    -- Read under the locks, which whoever moves the organization to another zone takes too.
    select o.time_zone into v_zone from organizations as o where o.org_id = p_org_id;
    if not found then
        raise exception 'no such organization' using errcode = 'OB004';
    end if;
    v_today := local_date(p_now, v_zone);

    for a in
        select l.* from user_credit_allocations as l
        where l.org_id = p_org_id and (
            l.next_reset_at <= p_now or l.refill_due_credits > 0
            or (p_sweep_holds and exists (
                select 1 from credit_holds as h
                where h.org_id = p_org_id and h.user_id = l.user_id and h.status = 'open' and h.expires_at <= p_now
            ))
        ) and l.user_id = any(v_locked)
        order by l.user_id
    loop
        if p_sweep_holds then
            with expired as (
                update credit_holds as h
                set status = 'expired', resolved_at = p_now, released_credits = h.credits
                where h.org_id = p_org_id and h.user_id = a.user_id and h.status = 'open' and h.expires_at <= p_now
                returning h.credits
            )
            select a.held_credits - coalesce(sum(expired.credits), 0) into a.held_credits from expired;
        end if;
        v_reset := null;
        if a.next_reset_at <= p_now then
            -- Its instant has come: whatever the zone says by now, its date is not settled a second time.
            v_index := boundary_index(a.reset_anchor_date, a.reset_period, greatest(v_today, a.next_reset_date));
            v_boundary := boundary_date(a.reset_anchor_date, a.reset_period, v_index);
            v_reset.org_id := p_org_id;
            v_reset.user_id := a.user_id;
            v_reset.period_number := a.period_number;
            v_reset.period_start := a.period_start;
            -- After a move across the date line the new midnight can come first; periods still only go forward.
            v_reset.period_end := greatest(midnight_of(v_boundary, v_zone), a.period_start + interval '1 microsecond');
            v_reset.boundary_date := v_boundary;
            v_reset.cause := 'boundary';
            v_reset.rolled_credits := a.used_credits;
            v_reset.granted_credits := 0;
            v_reset.returned_credits := 0;
            v_reset.created_at := p_now;
            v_rolled := v_rolled + a.used_credits;
            a.prior_used_credits := a.prior_used_credits + a.used_credits;
            a.allocated_credits := a.allocated_credits - a.used_credits;
            a.used_credits := 0;
            a.period_number := a.period_number + 1;
            a.period_start := v_reset.period_end;
            a.refill_due_credits := greatest(a.target_credits - a.allocated_credits, 0);
            a.last_reset_date := v_boundary;
            a.next_reset_date := boundary_date(a.reset_anchor_date, a.reset_period, v_index + 1);
            a.next_reset_at := midnight_of(a.next_reset_date, v_zone);
        end if;
        -- What is free above the target goes back.
        v_left := free_above_target(a);
        if v_left > 0 then
            a.allocated_credits := a.allocated_credits - v_left;
            v_available := v_available + v_left;
            a.seq := a.seq + 1;
            v_reset.returned_credits := v_left;
            v_moves := v_moves || pool_move('return', a, v_left);
        end if;
        v_changed := v_changed || a;
        v_resets := v_resets || v_reset;
    end loop;

    -- What is owed is drawn once everything has come back, so that a second run finds nothing left to give.
    for i in 1..cardinality(v_changed) loop
        a := v_changed[i];
        v_reset := v_resets[i];
        v_left := least(a.refill_due_credits, v_available);
        if v_left > 0 then
            a.allocated_credits := a.allocated_credits + v_left;
            a.refill_due_credits := a.refill_due_credits - v_left;
            v_available := v_available - v_left;
            a.seq := a.seq + 1;
            v_reset.granted_credits := v_left;
            v_moves := v_moves || pool_move(case when v_reset.user_id is null then 'top_up' else 'reset' end, a, v_left);
            v_changed[i] := a;
        end if;
        v_reset.shortfall_credits := a.refill_due_credits;
        v_resets[i] := v_reset;
    end loop;

    update user_credit_allocations as t
    set
        allocated_credits = c.allocated_credits, used_credits = c.used_credits, held_credits = c.held_credits,
        refill_due_credits = c.refill_due_credits, prior_used_credits = c.prior_used_credits, period_number = c.period_number,
        period_start = c.period_start, seq = c.seq, last_reset_date = c.last_reset_date,
        next_reset_date = c.next_reset_date, next_reset_at = c.next_reset_at
    from unnest(v_changed) as c
    where t.org_id = p_org_id and t.user_id = c.user_id;
    if v_moves <> '{}' or v_rolled > 0 then
        perform post_pool_moves(p_org_id, v_moves, v_rolled, 'system', 'calendar', null, p_now);
    end if;
    insert into credit_resets select r.* from unnest(v_resets) as r where r.user_id is not null;
end
$fn$;
comment on function settle_allocations(uuid, text[], timestamptz, boolean) is 'Settles what is due for these members (null: all of the organization), in one call with one update of the pool: expired holds, the pool''s refresh, resets and top-ups, by user id. A spend sweeps no holds here (p_sweep_holds), only where it would be refused otherwise. A reset never creates credits: it draws on the pool, and what the pool lacks stays due.';
