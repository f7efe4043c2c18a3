create or replace function sweep_expired_holds(p_org_id uuid, p_now timestamptz) returns void
language plpgsql
security definer
set search_path = public, pg_temp
-- A plan of the first day, when all tables are small, is kept for years.
set enable_seqscan = off
as $fn$
declare
    a user_credit_allocations;
    v_back numeric;
    v_changed user_credit_allocations[] := '{}';
    v_moves credit_transfers[] := '{}';
    v_expired credit_holds[];
    v_limited credit_holds[] := '{}';
begin
    -- Members are found by their expired holds: to look at all who hold something takes as long as they are many.
    for a in
        select l.*
        from (
            select distinct h.user_id from credit_holds as h
            where h.org_id = p_org_id and h.status = 'open' and h.expires_at <= p_now
            order by h.user_id
        ) as e
        cross join lateral (
            select c.* from user_credit_allocations as c where c.org_id = p_org_id and c.user_id = e.user_id
            offset 0
            for no key update
        ) as l
    loop
        -- A capture that came first has changed the hold, and wins.
        with expired as (
            update credit_holds as h
            set status = 'expired', resolved_at = p_now, released_credits = h.credits
            where h.org_id = p_org_id and h.user_id = a.user_id and h.status = 'open' and h.expires_at <= p_now
            returning h as hold
        )
        select array_agg(e.hold) into v_expired from expired as e;
        a.held_credits := a.held_credits - coalesce((select sum(e.credits) from unnest(v_expired) as e), 0);
        v_limited := v_limited || array(select h from unnest(v_expired) as h where h.limit_ids is not null);
        v_back := free_above_target(a);
        if v_back > 0 then
            a.allocated_credits := a.allocated_credits - v_back;
            a.seq := a.seq + 1;
            v_moves := v_moves || pool_move('return', a, v_back);
        end if;
        v_changed := v_changed || a;
    end loop;
    perform store_spenders(v_changed);
    perform release_from_limits(p_org_id, v_limited);
    if v_moves <> '{}' then
        perform post_pool_moves(p_org_id, v_moves, 0, 'system', 'holds expired', null, p_now);
    end if;
end
$fn$;
comment on function sweep_expired_holds(uuid, timestamptz) is 'Gives back the holds of an organization that are past their time; what lies above a target returns to the pool, where it waits for the next event.';
