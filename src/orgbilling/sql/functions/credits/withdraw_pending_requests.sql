create or replace function withdraw_pending_requests(
    p_org_id uuid, p_user_id text, p_note text, p_actor_id text, p_now timestamptz
) returns void
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_request_id uuid;
begin
    for v_request_id in
        select r.request_id from credit_requests as r
        where r.org_id = p_org_id and (p_user_id is null or r.user_id = p_user_id) and r.status = 'pending'
        order by r.user_id
        for no key update
    loop
        perform resolve_credit_request(p_org_id, v_request_id, 'withdrawn', null, p_note, p_actor_id, p_now);
    end loop;
end
$fn$;
comment on function withdraw_pending_requests(uuid, text, text, text, timestamptz) is 'Withdraws what is pending of a member, or of everybody (p_user_id null), when the membership or the organization ends.';
