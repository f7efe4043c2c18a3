create or replace function allocate_credits_to_user(
    p_org_id uuid, p_user_id text, p_credits_amount numeric, p_allocated_by text, p_reset_period text default null,
    p_notes text default null, p_request_key text default null, p_now timestamptz default null
) returns jsonb
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_now timestamptz := coalesce(p_now, clock_timestamp());
    v_credits constant numeric := checked_amount(p_credits_amount, 'allocated_credits');
    v_actor constant text := coalesce(p_allocated_by, session_user);
    v_before numeric;
    v_replay jsonb;
    a user_credit_allocations%rowtype;
begin
    perform require_read_committed();
    v_replay := claim_money_key(p_org_id, p_request_key, 'allocate', jsonb_build_object(
        'user_id', p_user_id, 'credits', v_credits, 'reset_period', p_reset_period, 'notes', p_notes
    ));
    if v_replay is not null then
        return v_replay;
    end if;
    a := open_allocation(p_org_id, p_user_id, v_now);
    v_before := a.target_credits;
    a := allocate_locked(a, v_credits, v_actor, p_reset_period, p_notes, p_request_key, v_now);
    perform store_allocation(a);
    perform record_audit(
        p_org_id, case when a.seq = 1 then 'user.allocation.created' else 'org.credits.allocated' end, v_actor, 'user', p_user_id,
        jsonb_build_object(
            'credits', v_credits, 'target_credits', jsonb_build_array(coalesce(v_before, 0), a.target_credits),
            'reset_period', a.reset_period, 'notes', p_notes
        )
    );
    perform emit_fact(p_org_id, 'org.credits.allocated', jsonb_build_object('user_id', p_user_id, 'credits', v_credits));
    return keep_response(p_org_id, p_request_key, allocation_document(p_org_id, p_user_id));
end
$fn$;
comment on function allocate_credits_to_user(uuid, text, numeric, text, text, text, text, timestamptz) is 'Moves credits from the pool to a member and raises the target of the next resets by the same amount. Returns the allocation as the API shows it. Raises OB001 to OB006, OB012, OB018.';
