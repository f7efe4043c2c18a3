create or replace function give_back_to_lots(
    p_org_id uuid, p_credits numeric, p_new_lot_id uuid, p_new_lot_days integer, p_now timestamptz
) returns table (lot_id uuid, credits numeric)
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_use numeric;
    v_rest numeric := p_credits;
    v_part numeric;
    v_is_expired boolean;
    v_lots uuid[];
    v_parts numeric[];
    v_expired numeric := 0;
    v_number integer;
    v_draw record;
begin
    if p_new_lot_days is null or p_new_lot_days not between 1 and 3650 /* REFUND_LOT_DAYS_MAX */ then
        raise exception 'refund_lot_days must be between 1 and %', 3650 /* REFUND_LOT_DAYS_MAX */ using errcode = 'OB001',
            detail = '{"field": "refund_lot_days"}';
    end if;
    perform 1 from organization_credit_pools where org_id = p_org_id for no key update;
    v_use := settle_lots(p_org_id);
    for v_draw in
        select d.draw_number, d.lot_id, d.credits - d.restored_credits as open_credits from credit_lot_draws as d
        where d.org_id = p_org_id and d.restored_credits < d.credits
        order by d.draw_number desc
    loop
        exit when v_rest = 0;
        v_part := least(v_draw.open_credits, v_rest);
        update credit_lot_draws as d set restored_credits = d.restored_credits + v_part
        where d.org_id = p_org_id and d.draw_number = v_draw.draw_number;
        -- What has expired does not come back to life: it goes out again at once, into the new lot.
        update credit_lots as l
        set
            restored_credits = l.restored_credits + v_part,
            out_credits = l.out_credits + case when l.expires_at <= p_now then v_part else 0 end
        where l.org_id = p_org_id and l.lot_id = v_draw.lot_id
        returning coalesce(l.expires_at <= p_now, false) into strict v_is_expired;
        v_expired := v_expired + case when v_is_expired then v_part else 0 end;
        v_lots := v_lots || case when v_is_expired then p_new_lot_id else v_draw.lot_id end;
        v_parts := v_parts || v_part;
        v_rest := v_rest - v_part;
    end loop;
    if v_rest > 0 then
        raise exception 'a refund exceeds what lots were drawn by %', v_rest using errcode = 'XX001';
    end if;
    if v_expired > 0 then
        update organization_credit_pools as p set lot_count = p.lot_count + 1 where p.org_id = p_org_id
        returning p.lot_count into v_number;
        insert into credit_lots (org_id, lot_id, source, amount, expires_at, use_at_opening, opened_at, lot_number)
        values (
            p_org_id, p_new_lot_id, 'refund', v_expired, p_now + make_interval(hours => 24 * p_new_lot_days), v_use, p_now, v_number
        );
    end if;
    return query
        select t.lot_id, t.credits from unnest(v_lots, v_parts) with ordinality as t (lot_id, credits, n) order by t.n;
end
$fn$;
comment on function give_back_to_lots(uuid, numeric, uuid, integer, timestamptz) is 'Locks the pool, settles the lots, then gives credits back to those they were drawn from, last drawn first over all draws of the organization; what was drawn from a lot that has expired since becomes a new free lot of so many days. Returns what went to which lot, draw by draw in the order of the walk. Raises OB001.';
