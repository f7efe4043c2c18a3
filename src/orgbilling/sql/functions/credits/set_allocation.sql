create or replace function set_allocation(
    p_org_id uuid, p_user_id text, p_target_credits numeric, p_actor_id text, p_reset_period text default null,
    p_notes text default null, p_request_key text default null, p_now timestamptz default null
) returns jsonb
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_now timestamptz;
    v_target constant numeric := case when p_target_credits = 0 then 0 else checked_amount(p_target_credits, 'allocated_credits') end;
    v_actor constant text := coalesce(p_actor_id, session_user);
    v_before numeric;
    v_seq bigint;
    v_returned boolean := false;
    v_is_first boolean;
    v_replay jsonb;
    a user_credit_allocations%rowtype;
begin
    perform require_read_committed();
    v_now := begin_verb(p_org_id, p_now, p_request_key);
    v_replay := claim_money_key(p_org_id, p_request_key, 'set_allocation', jsonb_build_object(
        'user_id', p_user_id, 'credits', v_target, 'reset_period', p_reset_period, 'notes', p_notes
    ));
    if v_replay is not null then
        return v_replay;
    end if;
    a := open_allocation(p_org_id, p_user_id, v_now);
    v_before := a.target_credits;
    v_is_first := a.allocated_by is null and v_target > 0;
    if v_target > a.target_credits or (v_target > 0 and not a.is_active) then
        a := allocate_locked(a, v_target - a.target_credits, v_actor, p_reset_period, p_notes, p_request_key, v_now);
    elsif v_target < a.target_credits then
        v_seq := a.seq;
        a := reduce_locked(a, a.target_credits - v_target, v_actor, coalesce(p_notes, 'set lower'), p_request_key, v_now);
        v_returned := a.seq > v_seq;
    end if;
    a := with_reset_period(a, p_reset_period, v_now);
    a.notes := coalesce(p_notes, a.notes);
    perform store_allocation(a);
    if v_returned then
        perform draw_for_owed(p_org_id, v_now);
    end if;
    perform audit_allocation(
        p_org_id, p_user_id, v_actor, v_is_first, jsonb_build_object('target_credits', jsonb_build_array(v_before, v_target), 'reset_period', a.reset_period, 'notes', p_notes)
    );
    return keep_response(p_org_id, p_request_key, allocation_document(p_org_id, p_user_id));
end
$fn$;
comment on function set_allocation(uuid, text, numeric, text, text, text, text, timestamptz) is 'Sets what a member has now and after the next resets. Below what is used and held, the target falls at once and the rest returns as holds resolve. Returns the allocation as the API shows it. Raises OB001 to OB006, OB012, OB018.';
