create or replace function refund_usage(
    p_org_id uuid, p_usage_id uuid, p_credits_amount numeric, p_actor_id text, p_reason text default null,
    p_request_key text default null, p_now timestamptz default null, p_refund_lot_days integer default 30
) returns jsonb
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_now timestamptz := begin_verb(p_org_id, p_now, p_request_key);
    v_credits constant numeric := checked_amount(p_credits_amount, 'credits');
    v_actor constant text := coalesce(p_actor_id, session_user);
    v_usage credit_usage_attribution%rowtype;
    v_id uuid := uuid_v7(v_now);
    v_account text;
    v_left numeric;
    v_lots jsonb;
    v_seq bigint;
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
    select * into v_usage from usage_by_id(p_org_id, p_usage_id);
    if not found then
        raise exception 'no such usage' using errcode = 'OB017';
    end if;
    a := lock_allocation(p_org_id, v_usage.user_id, null, array[v_usage.user_id, v_usage.credential_id]);
    select v_usage.charged_credits - coalesce(sum(r.credits), 0) into v_left
    from credit_usage_refunds as r where r.org_id = p_org_id and r.usage_id = p_usage_id;
    if v_credits > v_left then
        raise exception 'at most % credits of this usage can be refunded', trim_scale(v_left) using errcode = 'OB013',
            detail = jsonb_build_object('available_credits', v_left)::text;
    end if;
    v_account := case when a.is_active and a.period_number = v_usage.period_number then 'allocation' else 'pool' end;
    select jsonb_agg(to_jsonb(g)) into v_lots from give_back_to_lots(p_org_id, v_credits, v_id, p_refund_lot_days, v_now) as g;
    if v_account = 'allocation' then
        a.used_credits := a.used_credits - v_credits;
        a.seq := a.seq + 1;
    else
        update organization_credit_pools set available_credits = available_credits + v_credits, seq = seq + 1
        where org_id = p_org_id;
    end if;
    perform post_usage_refund(
        v_id, v_usage, a, v_account, v_credits, v_actor, coalesce(p_reason, 'usage refund'), p_request_key, v_now
    );
    if v_account = 'allocation' then
        v_seq := a.seq;
        a := reduce_locked(a, 0, a.allocated_by, 'usage refund above the target', p_request_key, v_now);
        perform store_allocation(a);
    end if;
    perform refund_limits(v_usage, v_credits);
    perform take_back_restored(p_org_id, v_lots, v_actor, v_now);
    if v_account = 'pool' or a.seq > v_seq then
        perform draw_for_owed(p_org_id, v_now);
    end if;
    perform record_audit(
        p_org_id, 'credit.usage.refunded', v_actor, 'user', p_usage_id::text,
        jsonb_build_object('user_id', v_usage.user_id, 'credits', v_credits, 'reason', p_reason, 'lots', v_lots)
    );
    return keep_response(p_org_id, p_request_key, jsonb_build_object(
        'refund_id', v_id, 'usage_id', p_usage_id, 'user_id', v_usage.user_id, 'credits', v_credits,
        'to_account', v_account
    ));
end
$fn$;
comment on function refund_usage(uuid, uuid, numeric, text, text, text, timestamptz, integer) is 'The inverse of deduct: gives charged credits back, to the allocation while its period runs, else to the pool, which then pays what members are owed; and to the lots they were drawn from, or for a lot that has expired since to a free lot of p_refund_lot_days days. The usage row stays as it is. Raises OB001 to OB004, OB012, OB013 (with the most), OB017.';
