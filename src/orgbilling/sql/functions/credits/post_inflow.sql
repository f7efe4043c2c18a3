create or replace function post_inflow(
    p_org_id uuid, p_source text, p_amount numeric, p_price_paid_usd numeric, p_purchase_id uuid, p_expires_at timestamptz,
    p_actor_id text, p_reason text, p_request_key text, p_now timestamptz,
    p_opened_at timestamptz default null
) returns uuid
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_lot_id uuid := uuid_v7(p_now);
    v_use numeric;
    v_pool organization_credit_pools%rowtype;
begin
    select * into v_pool from organization_credit_pools where org_id = p_org_id for no key update;
    if not found then
        raise exception 'no such organization' using errcode = 'OB004';
    end if;
    v_use := settle_lots(p_org_id);
    insert into credit_lots (
        org_id, lot_id, source, amount, price_paid_usd, priority, expires_at, use_at_opening, purchase_id, opened_at,
        lot_number
    ) values (
        p_org_id, v_lot_id, p_source, p_amount, coalesce(p_price_paid_usd, 0), case when p_price_paid_usd > 0 then 10 else 0 end,
        p_expires_at, v_use, p_purchase_id, coalesce(p_opened_at, p_now), v_pool.lot_count + 1
    );
    update organization_credit_pools
    set
        available_credits = available_credits + p_amount, seq = seq + 1, lot_count = lot_count + 1,
        lifetime_purchased_credits = lifetime_purchased_credits + case when p_source = 'purchase' then p_amount else 0 end,
        lifetime_spent_usd = lifetime_spent_usd + coalesce(p_price_paid_usd, 0)
    where org_id = p_org_id;
    insert into credit_transfers (
        org_id, transfer_id, kind, from_account, to_account, amount, pool_seq, pool_balance_after,
        lot_id, lot_expires_at, actor_id, reason, request_key, created_at
    ) values (
        p_org_id, uuid_v7(p_now), p_source,
        case p_source when 'purchase' then 'purchased' when 'grant' then 'granted' when 'refresh' then 'refreshed' else 'opening' end,
        'pool', p_amount, v_pool.seq + 1, v_pool.available_credits + p_amount,
        v_lot_id, p_expires_at, p_actor_id, p_reason, p_request_key, p_now
    );
    return v_lot_id;
end
$fn$;
comment on function post_inflow(uuid, text, numeric, numeric, uuid, timestamptz, text, text, text, timestamptz, timestamptz) is 'Puts credits into the pool: locks it, settles the lots, opens a new lot, raises what is available, writes the transfer. A lot of the calendar opened at its instant (p_opened_at), however late it is settled. Returns the lot''s id.';
