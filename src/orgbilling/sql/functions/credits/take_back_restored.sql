create or replace function take_back_restored(p_org_id uuid, p_lots jsonb, p_actor_id text, p_now timestamptz) returns void
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_item record;
    v_out numeric;
begin
    for v_item in
        select c.*, g.credits as restored_credits
        from rows from (jsonb_to_recordset(p_lots) as (lot_id uuid, credits numeric)) with ordinality as g (lot_id, credits, n)
        inner join included_credits as c on c.org_id = p_org_id and c.lot_id = g.lot_id and c.state in ('void', 'reversed')
        order by g.n
    loop
        v_out := take_out_of_lot(
            p_org_id, v_item.lot_id, v_item.restored_credits, 'refunded to what was taken back', p_actor_id, p_now
        );
        update included_credits as c
        set taken_back_credits = c.taken_back_credits + v_out, unrecovered_credits = c.unrecovered_credits - v_out
        where c.org_id = p_org_id and c.term_id = v_item.term_id and c.kind = v_item.kind and c.item_number = v_item.item_number;
    end loop;
end
$fn$;
comment on function take_back_restored(uuid, jsonb, text, timestamptz) is 'What a refund of usage gave back to a month that was voided or reversed goes out again at once, as far as the pool has it; the rest stays in the lot. p_lots says what went to which lot. The caller has locked the pool.';
