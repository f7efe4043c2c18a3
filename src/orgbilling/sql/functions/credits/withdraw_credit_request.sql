create or replace function withdraw_credit_request(
    p_org_id uuid, p_request_id uuid, p_user_id text, p_now timestamptz default null
) returns jsonb
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
begin
    perform require_read_committed();
    if not exists (
        select 1 from credit_requests where org_id = p_org_id and request_id = p_request_id and user_id = p_user_id
    ) then
        -- Somebody else's looks the same as none.
        raise exception 'there is no such request of yours' using errcode = 'OB017';
    end if;
    perform resolve_credit_request(
        p_org_id, p_request_id, 'withdrawn', null, null, p_user_id, coalesce(p_now, clock_timestamp())
    );
    return credit_request_document(p_org_id, p_request_id);
end
$fn$;
comment on function withdraw_credit_request(uuid, uuid, text, timestamptz) is 'Whoever asked takes the request back. Returns it as the API shows it. Raises OB012, OB017 (also for another''s), OB025.';
