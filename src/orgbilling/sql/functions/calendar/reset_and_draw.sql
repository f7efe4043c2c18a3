create or replace function reset_and_draw(p_org_id uuid, p_at timestamptz, p_now timestamptz) returns void
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_available numeric;
    v_zone text;
    v_draw numeric;
    v_rolled numeric := 0;
    a user_credit_allocations;
    r credit_resets;
    v_done record;
    v_changed user_credit_allocations[] := '{}';
    v_resets credit_resets[] := '{}';
    v_moves credit_transfers[] := '{}';
begin
    select p.available_credits, o.time_zone into v_available, v_zone
    from organization_credit_pools as p inner join organizations as o on o.org_id = p.org_id
    where p.org_id = p_org_id;
    for a in
        select l.* from user_credit_allocations as l
        where l.org_id = p_org_id and (l.next_reset_at <= p_at or l.refill_due_credits > 0)
        order by l.user_id
    loop
        r := null;
        if a.next_reset_at <= p_at then
            v_done := reset_allocation(a, p_at, p_now, v_zone);
            a := v_done.a;
            r := v_done.r;
            v_rolled := v_rolled + coalesce(r.rolled_credits, 0);
            if r.returned_credits > 0 then
                v_available := v_available + r.returned_credits;
                a.seq := a.seq + 1;
                v_moves := v_moves || pool_move('return', a, r.returned_credits);
            end if;
        end if;
        v_changed := v_changed || a;
        v_resets := v_resets || r;
    end loop;
    -- One draw for all, once everything has come back: a reset has no precedence over an older debt.
    for i in 1..cardinality(v_changed) loop
        a := v_changed[i];
        r := v_resets[i];
        v_draw := least(a.refill_due_credits, v_available);
        if v_draw > 0 then
            a.allocated_credits := a.allocated_credits + v_draw;
            a.refill_due_credits := a.refill_due_credits - v_draw;
            v_available := v_available - v_draw;
            a.seq := a.seq + 1;
            r.granted_credits := v_draw;
            v_moves := v_moves || pool_move(case when r.user_id is null then 'top_up' else 'reset' end, a, v_draw);
            v_changed[i] := a;
        end if;
        r.shortfall_credits := a.refill_due_credits;
        r.allocation_seq := a.seq;
        v_resets[i] := r;
    end loop;
    perform store_settled_allocations(p_org_id, v_changed);
    if v_moves <> '{}' or v_rolled > 0 then
        perform post_pool_moves(p_org_id, v_moves, v_rolled, 'system', 'calendar', null, p_now);
    end if;
    insert into credit_resets select x.* from unnest(v_resets) as x where x.user_id is not null;
end
$fn$;
comment on function reset_and_draw(uuid, timestamptz, timestamptz) is 'The resets of an instant, by user id: all roll and give back first; then one draw for all who are owed. A reset never creates credits: what the pool lacks stays owed. The caller has locked who is due or owed, then the pool.';
