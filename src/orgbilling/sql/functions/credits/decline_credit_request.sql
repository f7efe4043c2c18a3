create or replace function decline_credit_request(
    p_org_id uuid, p_request_id uuid, p_note text, p_actor_id text, p_now timestamptz default null
) returns jsonb
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
begin
    perform require_read_committed();
    if acting_rank(p_org_id, p_actor_id) < 1 then
        raise exception 'your role does not allow this' using errcode = 'OB020';
    end if;
    perform resolve_credit_request(
        p_org_id, p_request_id, 'declined', null, p_note, p_actor_id, coalesce(p_now, clock_timestamp())
    );
    return credit_request_document(p_org_id, p_request_id);
end
$fn$;
comment on function decline_credit_request(uuid, uuid, text, text, timestamptz) is 'Ends a request without credits. Returns it as the API shows it. Raises OB001, OB012, OB017, OB020, OB025.';
