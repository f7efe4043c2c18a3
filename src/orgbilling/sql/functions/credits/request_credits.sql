create or replace function request_credits(
    p_org_id uuid, p_user_id text, p_credits_amount numeric, p_reason text, p_request_key text default null,
    p_now timestamptz default null
) returns jsonb
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_now timestamptz := begin_verb(p_org_id, p_now, p_request_key);
    v_credits constant numeric := checked_amount(p_credits_amount, 'credits');
    v_reason constant text := btrim(p_reason);
    v_id uuid := uuid_v7(v_now);
    v_replay jsonb;
begin
    perform require_read_committed();
    if v_reason is null or length(v_reason) not between 1 and 2000 /* NOTE_CHARACTERS_MAX */ then
        raise exception 'a reason has 1 to % characters', 2000 /* NOTE_CHARACTERS_MAX */ using errcode = 'OB001',
            detail = jsonb_build_object('field', 'reason')::text;
    end if;
    v_replay := claim_money_key(
        p_org_id, p_request_key, 'request_credits',
        jsonb_build_object('user_id', p_user_id, 'credits', v_credits, 'reason', v_reason)
    );
    if v_replay is not null then
        return v_replay;
    end if;
    perform lock_active_member(p_org_id, p_user_id);
    insert into credit_requests (org_id, request_id, user_id, requested_credits, reason, created_at)
    values (p_org_id, v_id, p_user_id, v_credits, v_reason, v_now)
    on conflict (org_id, user_id) where status = 'pending' do nothing;
    if not found then
        raise exception 'a request of this member is pending already' using errcode = 'OB024',
            hint = 'Wait for the decision, or withdraw it and ask again.';
    end if;
    perform record_audit(
        p_org_id, 'org.credit_request.created', p_user_id, 'user', v_id::text,
        jsonb_build_object('user_id', p_user_id, 'credits', v_credits, 'reason', v_reason)
    );
    perform emit_fact(
        p_org_id, 'org.credit_request.created', jsonb_build_object('request_id', v_id, 'user_id', p_user_id, 'credits', v_credits)
    );
    return keep_response(p_org_id, p_request_key, credit_request_document(p_org_id, v_id));
end
$fn$;
comment on function request_credits(uuid, text, numeric, text, text, timestamptz) is 'A member asks for more credits; no balance moves. Returns the request as the API shows it. Raises OB001 to OB005, OB012, OB018, OB024 while another of the member is pending.';
