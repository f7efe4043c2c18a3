create or replace function transfer_credits(
    p_org_id uuid, p_from_user_id text, p_to_user_id text, p_credits_amount numeric, p_actor_id text, p_reason text default null,
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
    v_reason constant text := coalesce(p_reason, 'transferred');
    v_is_first boolean;
    v_replay jsonb;
    a user_credit_allocations%rowtype;
    b user_credit_allocations%rowtype;
begin
    perform require_read_committed();
    v_now := begin_verb(p_org_id, p_now, p_request_key);
    v_replay := claim_money_key(p_org_id, p_request_key, 'transfer', jsonb_build_object(
        'from_user_id', p_from_user_id, 'to_user_id', p_to_user_id, 'credits', v_credits, 'reason', p_reason
    ));
    if v_replay is not null then
        return v_replay;
    elsif p_from_user_id = p_to_user_id then
        raise exception 'a transfer goes to another member' using errcode = 'OB001', detail = '{"field": "to_user_id"}';
    end if;
    b := open_allocation(p_org_id, p_to_user_id, v_now, p_from_user_id);
    v_is_first := b.allocated_by is null;
    -- It is locked with the other's.
    select * into a from user_credit_allocations where org_id = p_org_id and user_id = p_from_user_id;
    a := reclaim_locked(a, p_from_user_id, v_credits, v_actor, v_reason, p_request_key, v_now);
    perform store_allocation(a);
    -- Before whoever is owed draws, so that what was taken is there to be given.
    b := allocate_locked(b, v_credits, v_actor, null, null, p_request_key, v_now, v_reason);
    perform store_allocation(b);
    perform draw_for_owed(p_org_id, v_now);
    perform record_audit(
        p_org_id, 'org.credits.transferred', v_actor, 'user', p_from_user_id,
        jsonb_build_object(
            'credits', v_credits, 'to_user_id', p_to_user_id, 'reason', p_reason, 'is_first_of_receiver', v_is_first,
            'target_credits', jsonb_build_array(a.target_credits + v_credits, a.target_credits),
            'to_target_credits', jsonb_build_array(b.target_credits - v_credits, b.target_credits)
        )
    );
    perform emit_fact(p_org_id, 'org.credits.transferred', jsonb_build_object(
        'from_user_id', p_from_user_id, 'to_user_id', p_to_user_id, 'credits', v_credits
    ));
    return keep_response(p_org_id, p_request_key, jsonb_build_object(
        'org_id', p_org_id, 'credits', v_credits, 'user_id', p_from_user_id, 'to_user_id', p_to_user_id,
        'allocation', allocation_document(p_org_id, p_from_user_id), 'to_allocation', allocation_document(p_org_id, p_to_user_id)
    ));
end
$fn$;
comment on function transfer_credits(uuid, text, text, numeric, text, text, text, timestamptz) is 'Moves free credits from one member to another, for good: reclaims them of the one, then allocates them to the other, in one step. Returns both allocations as the API shows them. Raises OB001 to OB005, OB007 (with the most that is free), OB012, OB018.';
