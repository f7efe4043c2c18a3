create or replace function allocate_credits_to_user(
    p_org_id uuid, p_user_id text, p_credits_amount numeric, p_allocated_by text, p_reset_period text default null,
    p_notes text default null, p_request_key text default null, p_now timestamptz default null
) returns jsonb
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_now timestamptz;
    v_credits constant numeric := checked_amount(p_credits_amount, 'allocated_credits');
    v_actor constant text := coalesce(p_allocated_by, session_user);
    v_replay jsonb;
begin
    perform require_read_committed();
    v_now := begin_verb(p_org_id, p_now, p_request_key);
    v_replay := claim_money_key(p_org_id, p_request_key, 'allocate', jsonb_build_object(
        'user_id', p_user_id, 'credits', v_credits, 'reset_period', p_reset_period, 'notes', p_notes
    ));
    if v_replay is not null then
        return v_replay;
    end if;
    perform allocate_credits_step(p_org_id, p_user_id, v_credits, v_actor, p_reset_period, p_notes, p_request_key, v_now);
    return keep_response(p_org_id, p_request_key, allocation_document(p_org_id, p_user_id));
end
$fn$;
comment on function allocate_credits_to_user(uuid, text, numeric, text, text, text, text, timestamptz) is 'Moves credits from the pool to a member and raises the target of the next resets by the same amount. Returns the allocation as the API shows it. Raises OB001 to OB006, OB012, OB018.';
