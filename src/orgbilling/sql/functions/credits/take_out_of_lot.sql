create or replace function take_out_of_lot(
    p_org_id uuid, p_lot_id uuid, p_most numeric, p_reason text, p_actor_id text, p_now timestamptz
) returns numeric
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_pool organization_credit_pools;
    v_out numeric;
begin
    perform settle_lots(p_org_id);
    select * into v_pool from organization_credit_pools where org_id = p_org_id;
    select least(l.left_credits, v_pool.available_credits, p_most) into v_out
    from credit_lots as l where l.org_id = p_org_id and l.lot_id = p_lot_id;
    if v_out > 0 then
        update credit_lots set out_credits = out_credits + v_out where org_id = p_org_id and lot_id = p_lot_id;
        update organization_credit_pools set available_credits = available_credits - v_out, seq = seq + 1 where org_id = p_org_id;
        insert into credit_transfers (
            org_id, transfer_id, kind, from_account, to_account, amount, pool_seq, pool_balance_after,
            lot_id, actor_id, reason, created_at
        ) values (
            p_org_id, uuid_v7(p_now), 'reversal', 'pool', 'refunded', v_out, v_pool.seq + 1, v_pool.available_credits - v_out,
            p_lot_id, coalesce(p_actor_id, session_user), p_reason, p_now
        );
    end if;
    return v_out;
end
$fn$;
comment on function take_out_of_lot(uuid, uuid, numeric, text, text, timestamptz) is 'Takes what is left of a lot (p_most of it) out of the pool, as far as the pool has it; members keep what they were given. Returns how much. The caller has locked the pool.';
