create or replace function reclaim_credits(
    p_org_id uuid, p_user_id text, p_credits_amount numeric, p_actor_id text, p_reason text default null,
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
    v_replay jsonb;
    a user_credit_allocations%rowtype;
begin
    perform require_read_committed();
    v_now := begin_verb(p_org_id, p_now, p_request_key);
    v_replay := claim_money_key(
        p_org_id, p_request_key, 'reclaim', jsonb_build_object('user_id', p_user_id, 'credits', v_credits, 'reason', p_reason)
    );
    if v_replay is not null then
        return v_replay;
    end if;
    a := reclaim_locked(
        lock_allocation(p_org_id, p_user_id), p_user_id, v_credits, v_actor, coalesce(p_reason, 'reclaimed'), p_request_key, v_now
    );
    perform store_allocation(a);
    perform draw_for_owed(p_org_id, v_now);
    perform record_audit(
        p_org_id, 'org.credits.reclaimed', v_actor, 'user', p_user_id,
        jsonb_build_object(
            'credits', v_credits, 'target_credits', jsonb_build_array(a.target_credits + v_credits, a.target_credits), 'reason', p_reason
        )
    );
    return keep_response(p_org_id, p_request_key, allocation_document(p_org_id, p_user_id));
end
$fn$;
comment on function reclaim_credits(uuid, text, numeric, text, text, text, timestamptz) is 'Takes free credits of a member back into the pool, off what the member has and off the target. Returns the allocation as the API shows it. Raises OB002 to OB005, OB007 (with the most that is free), OB012.';
