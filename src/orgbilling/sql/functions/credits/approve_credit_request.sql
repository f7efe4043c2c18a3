create or replace function approve_credit_request(
    p_org_id uuid, p_request_id uuid, p_credits_amount numeric, p_note text, p_actor_id text, p_request_key text default null,
    p_now timestamptz default null
) returns jsonb
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_now timestamptz;
    v_found credit_requests%rowtype;
    v_credits numeric;
    v_replay jsonb;
begin
    perform require_read_committed();
    v_now := begin_verb(p_org_id, p_now, p_request_key);
    if acting_rank(p_org_id, p_actor_id) < 1 then
        raise exception 'your role does not allow this' using errcode = 'OB020';
    end if;
    v_replay := claim_money_key(p_org_id, p_request_key, 'approve_request', jsonb_build_object(
        'request_id', p_request_id, 'credits', trim_scale(p_credits_amount), 'note', p_note
    ));
    if v_replay is not null then
        return v_replay;
    end if;
    v_found := require_pending_request(p_org_id, p_request_id);
    v_credits := checked_amount(coalesce(p_credits_amount, v_found.requested_credits), 'credits');
    -- The allocation is locked before the request, as by a removal. What a decision that came in
    -- between makes wrong is rolled back with it.
    perform allocate_credits_step(
        p_org_id, v_found.user_id, v_credits, coalesce(p_actor_id, session_user), null, null, null, v_now
    );
    perform resolve_credit_request(p_org_id, p_request_id, 'approved', v_credits, p_note, p_actor_id, v_now);
    return keep_response(p_org_id, p_request_key, credit_request_document(p_org_id, p_request_id));
end
$fn$;
comment on function approve_credit_request(uuid, uuid, numeric, text, text, text, timestamptz) is 'Allocates what a member asked for, or p_credits_amount instead, and ends the request; its reset period stays. Returns the request as the API shows it. Raises what allocate_credits_to_user raises (the request then stays pending), and OB017, OB020, OB025.';
