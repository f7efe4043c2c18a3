create or replace function resolve_credit_request(
    p_org_id uuid, p_request_id uuid, p_status text, p_credits numeric, p_note text, p_actor_id text, p_now timestamptz
) returns void
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_actor constant text := coalesce(p_actor_id, session_user);
    v_found credit_requests%rowtype;
begin
    if length(p_note) > 2000 /* NOTE_CHARACTERS_MAX */ then
        raise exception 'a note has at most % characters', 2000 /* NOTE_CHARACTERS_MAX */ using errcode = 'OB001',
            detail = jsonb_build_object('field', 'note')::text;
    end if;
    -- Of two who decide at once the second waits here, and then finds nothing pending.
    update credit_requests
    set status = p_status, decided_credits = p_credits, decided_by = v_actor, decided_at = p_now, decision_note = p_note
    where org_id = p_org_id and request_id = p_request_id and status = 'pending'
    returning * into v_found;
    if not found then
        perform require_pending_request(p_org_id, p_request_id);
    end if;
    perform record_audit(
        p_org_id, 'org.credit_request.' || p_status, v_actor, case when p_actor_id is null then 'sql' else 'user' end,
        p_request_id::text, jsonb_build_object(
            'user_id', v_found.user_id, 'requested_credits', v_found.requested_credits, 'credits', p_credits, 'note', p_note
        )
    );
    perform emit_fact(p_org_id, 'org.credit_request.' || p_status, jsonb_build_object(
        'request_id', p_request_id, 'user_id', v_found.user_id, 'credits', p_credits
    ));
end
$fn$;
comment on function resolve_credit_request(uuid, uuid, text, numeric, text, text, timestamptz) is 'Ends a pending request as approved, declined or withdrawn. Raises OB001, OB017, OB025 when it is not pending any more.';
