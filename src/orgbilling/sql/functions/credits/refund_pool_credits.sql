create or replace function refund_pool_credits(
    p_org_id uuid, p_lot_id uuid, p_credits_amount numeric, p_actor_id text, p_reason text default null,
    p_request_key text default null, p_now timestamptz default null
) returns jsonb
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_now timestamptz;
    v_credits constant numeric := checked_amount(p_credits_amount, 'credits');
    v_actor constant text := coalesce(p_actor_id, session_user);
    v_pool organization_credit_pools%rowtype;
    v_lot credit_lots%rowtype;
    v_usd numeric;
    v_replay jsonb;
begin
    perform require_read_committed();
    v_now := begin_verb(p_org_id, p_now, p_request_key);
    v_replay := claim_money_key(p_org_id, p_request_key, 'refund', jsonb_build_object(
        'lot_id', p_lot_id, 'credits', v_credits, 'reason', p_reason
    ));
    if v_replay is not null then
        return v_replay;
    end if;
    select * into v_pool from organization_credit_pools where org_id = p_org_id for no key update;
    if not found then
        raise exception 'no such organization' using errcode = 'OB004';
    end if;
    perform settle_lots(p_org_id);
    select * into v_lot from credit_lots where org_id = p_org_id and lot_id = p_lot_id for no key update;
    if not found then
        raise exception 'no such lot' using errcode = 'OB017';
    end if;
    if v_credits > least(v_pool.available_credits, v_lot.left_credits) then
        raise exception 'not that much of this lot is unused and in the pool' using errcode = 'OB006',
            detail = jsonb_build_object('needed_credits', v_credits, 'available_credits',
                least(v_pool.available_credits, v_lot.left_credits))::text,
            hint = 'Reclaim credits from members first, or refund less.';
    end if;
    -- Each part is priced off the running total, so that parts add up to what was paid.
    v_usd := round(v_lot.price_paid_usd * (v_lot.out_credits + v_credits) / v_lot.amount, 2)
        - round(v_lot.price_paid_usd * v_lot.out_credits / v_lot.amount, 2);
    update credit_lots set out_credits = out_credits + v_credits where org_id = p_org_id and lot_id = p_lot_id;
    update organization_credit_pools
    set
        available_credits = available_credits - v_credits, seq = seq + 1, lifetime_spent_usd = lifetime_spent_usd - v_usd,
        lifetime_purchased_credits = lifetime_purchased_credits - case when v_lot.source = 'purchase' then v_credits else 0 end
    where org_id = p_org_id;
    insert into credit_transfers (
        org_id, transfer_id, kind, from_account, to_account, amount, pool_seq, pool_balance_after,
        lot_id, actor_id, reason, request_key, created_at
    ) values (
        p_org_id, uuid_v7(v_now), 'purchase_refund', 'pool', 'refunded', v_credits, v_pool.seq + 1,
        v_pool.available_credits - v_credits, p_lot_id, v_actor, coalesce(p_reason, 'refund'), p_request_key, v_now
    );
    if v_lot.purchase_id is not null and v_lot.out_credits + v_credits = v_lot.amount then
        update credit_purchases set status = 'refunded' where org_id = p_org_id and purchase_id = v_lot.purchase_id;
    end if;
    insert into org_billing_history (
        org_id, history_id, event_type, amount_usd, cash_usd, payment_status, purchase_id, details, actor_id, created_at
    ) values (
        p_org_id, uuid_v7(v_now), 'credit_refund', -v_usd, nullif(-v_usd, 0), case when v_usd > 0 then 'refunded' else 'none' end,
        v_lot.purchase_id, jsonb_build_object('credits', v_credits, 'reason', p_reason), v_actor, v_now
    );
    perform record_audit(
        p_org_id, 'org.credits.refunded', v_actor, 'user', p_lot_id::text,
        jsonb_build_object('credits', v_credits, 'amount_usd', v_usd, 'reason', p_reason)
    );
    return keep_response(p_org_id, p_request_key, pool_document(p_org_id));
end
$fn$;
comment on function refund_pool_credits(uuid, uuid, numeric, text, text, text, timestamptz) is 'The inverse of add: takes unused credits of one lot out of the pool, and what was paid for them off the lifetime figures. Returns the pool. Raises OB002, OB003, OB004, OB006 (with the most), OB012, OB017.';
