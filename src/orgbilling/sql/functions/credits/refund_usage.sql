create or replace function refund_usage(
    p_org_id uuid, p_usage_id uuid, p_credits_amount numeric, p_actor_id text, p_reason text default null,
    p_request_key text default null, p_now timestamptz default null
) returns jsonb
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_now timestamptz := coalesce(p_now, clock_timestamp());
    v_credits constant numeric := checked_amount(p_credits_amount, 'credits');
    v_actor constant text := coalesce(p_actor_id, session_user);
    v_usage credit_usage_attribution%rowtype;
    v_id uuid := uuid_v7(v_now);
    v_same boolean;
    v_left numeric;
    v_pool organization_credit_pools%rowtype;
    v_replay jsonb;
    a user_credit_allocations%rowtype;
begin
    perform require_read_committed();
    v_replay := claim_money_key(p_org_id, p_request_key, 'refund_usage', jsonb_build_object(
        'usage_id', p_usage_id, 'credits', v_credits, 'reason', p_reason
    ));
    if v_replay is not null then
        return v_replay;
    end if;
    select * into v_usage from credit_usage_attribution
    where org_id = p_org_id and usage_id = p_usage_id and created_at >= uuid_v7_instant(p_usage_id) - interval '1 hour';
    if not found then
        raise exception 'no such usage' using errcode = 'OB017';
    end if;
    a := lock_allocation(p_org_id, v_usage.user_id, v_now);
    select v_usage.charged_credits - coalesce(sum(r.credits), 0) into v_left
    from credit_usage_refunds as r where r.org_id = p_org_id and r.usage_id = p_usage_id;
    if v_credits > v_left then
        raise exception 'at most % credits of this usage can be refunded', v_left using errcode = 'OB013',
            detail = jsonb_build_object('available_credits', v_left)::text;
    end if;
    v_same := a.is_active and a.period_number = v_usage.period_number;
    select * into strict v_pool from organization_credit_pools where org_id = p_org_id for no key update;
    insert into credit_lots (org_id, lot_id, source, amount, use_at_opening, opened_at)
    values (p_org_id, v_id, 'refund', v_credits, settle_lots(p_org_id), v_now);
    if v_same then
        a.used_credits := a.used_credits - v_credits;
        a.seq := a.seq + 1;
    else
        update organization_credit_pools set available_credits = available_credits + v_credits, seq = seq + 1
        where org_id = p_org_id;
    end if;
    insert into credit_transfers (
        org_id, transfer_id, kind, from_account, to_account, user_id, amount, pool_seq, pool_balance_after, allocation_seq,
        allocation_balance_after, lot_id, usage_id, actor_id, reason, request_key, created_at
    ) values (
        p_org_id, v_id, 'usage_refund', 'consumed', case when v_same then 'allocation' else 'pool' end, v_usage.user_id, v_credits,
        case when not v_same then v_pool.seq + 1 end, case when not v_same then v_pool.available_credits + v_credits end,
        case when v_same then a.seq end, case when v_same then a.allocated_credits - a.used_credits end,
        v_id, p_usage_id, v_actor, coalesce(p_reason, 'usage refund'), p_request_key, v_now
    );
    insert into credit_usage_refunds (org_id, refund_id, usage_id, user_id, credits, to_account, period_number, local_day, created_at)
    values (
        p_org_id, v_id, p_usage_id, v_usage.user_id, v_credits, case when v_same then 'allocation' else 'pool' end,
        v_usage.period_number, post_usage_refund(p_org_id, p_usage_id, v_credits, v_now), v_now
    );
    if v_same then
        a := reduce_locked(a, 0, a.allocated_by, 'usage refund above the target', p_request_key, v_now);
        perform store_allocation(a);
    else
        perform top_up_members(p_org_id, v_now);
    end if;
    perform record_audit(
        p_org_id, 'credit.usage.refunded', v_actor, 'user', p_usage_id::text,
        jsonb_build_object('user_id', v_usage.user_id, 'credits', v_credits, 'reason', p_reason)
    );
    return keep_response(p_org_id, p_request_key, jsonb_build_object(
        'refund_id', v_id, 'usage_id', p_usage_id, 'user_id', v_usage.user_id, 'credits', v_credits,
        'to_account', case when v_same then 'allocation' else 'pool' end
    ));
end
$fn$;
comment on function refund_usage(uuid, uuid, numeric, text, text, text, timestamptz) is 'The inverse of deduct: gives charged credits back, to the allocation while its period runs, else to the pool, which then pays what members are owed, and opens a free lot for them. The usage row stays as it is. Raises OB002, OB003, OB004, OB012, OB013 (with the most), OB017.';
