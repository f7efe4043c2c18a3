create or replace function settle_lots(p_org_id uuid) returns numeric
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_use numeric;
    v_unsettled numeric;
    v_part numeric;
    v_number bigint;
    v_lot record;
begin
    -- The caller holds the pool. A spend that commits after this statement's snapshot is settled at the next lot event.
    select coalesce(sum(a.cumulative_used_credits), 0) into v_use
    from user_credit_allocations as a where a.org_id = p_org_id;
    select v_use - p.lots_settled_use into v_unsettled
    from organization_credit_pools as p where p.org_id = p_org_id;
    if v_unsettled > 0 then
        select coalesce(max(d.draw_number), 0) into v_number from credit_lot_draws as d where d.org_id = p_org_id;
        for v_lot in
            select l.lot_id, l.left_credits from credit_lots as l
            where l.org_id = p_org_id and l.left_credits > 0
            order by l.expires_at asc nulls last, l.priority, l.lot_number
        loop
            exit when v_unsettled = 0;
            v_part := least(v_lot.left_credits, v_unsettled);
            v_number := v_number + 1;
            update credit_lots set used_credits = used_credits + v_part where org_id = p_org_id and lot_id = v_lot.lot_id;
            insert into credit_lot_draws (org_id, draw_number, lot_id, credits)
            values (p_org_id, v_number, v_lot.lot_id, v_part);
            v_unsettled := v_unsettled - v_part;
        end loop;
        if v_unsettled > 0 then
            raise exception 'use exceeds the lots by %', v_unsettled using errcode = 'XX001';
        end if;
        update organization_credit_pools set lots_settled_use = v_use where org_id = p_org_id;
    end if;
    return v_use;
end
$fn$;
comment on function settle_lots(uuid) is 'Settles the use since the last lot event onto the open lots: earliest expiry, then free before paid, then oldest; writes a draw for each lot that paid. Returns the cumulative use. The caller holds the pool''s lock.';
