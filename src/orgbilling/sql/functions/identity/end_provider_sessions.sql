create or replace function end_provider_sessions(
    p_subject text,
    p_provider_session_id text,
    p_token_hash bytea,
    p_address text,
    p_user_agent text,
    p_now timestamptz default null
) returns integer
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_now timestamptz := coalesce(p_now, clock_timestamp());
    v_ended integer := 0;
    v_user_id text;
begin
    if (p_subject is null and p_provider_session_id is null) or length(p_token_hash) is distinct from 32 then
        raise exception 'a logout names a person, a session, or both, and has an id' using errcode = 'OB001',
            detail = jsonb_build_object('field', 'logout_token')::text;
    end if;
    insert into provider_logouts (token_hash, provider_session_id, received_at)
    values (p_token_hash, p_provider_session_id, v_now)
    on conflict (token_hash) do nothing;
    if not found then
        return null;
    end if;
    for v_user_id in
        update sessions as s set revoked_at = v_now, id_token = null
        from users as u
        where
            u.user_id = s.user_id and s.revoked_at is null
            and (p_subject is null or u.provider_subject = p_subject)
            and (p_provider_session_id is null or s.provider_session_id = p_provider_session_id)
        returning s.user_id
    loop
        v_ended := v_ended + 1;
        perform record_audit(
            '00000000-0000-0000-0000-000000000000', 'user.signed_out', v_user_id, 'user', v_user_id, '{"by": "provider"}',
            p_address, p_user_agent
        );
    end loop;
    return v_ended;
end
$fn$;
comment on function end_provider_sessions(text, text, bytea, text, text, timestamptz) is 'Ends the sessions that the provider says are over: those of a person, of one session there, or of both together. Returns how many; null where this token (by the hash of its jti) was used before. Raises OB001.';
