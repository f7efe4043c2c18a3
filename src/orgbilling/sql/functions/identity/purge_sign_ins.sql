create or replace function purge_sign_ins(p_before timestamptz, p_limit integer) returns integer
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_attempts integer;
    v_logouts integer;
    v_sessions integer;
begin
    with gone as (
        delete from sign_in_attempts as x
        using (
            select a.state_hash from sign_in_attempts as a where a.expires_at < p_before limit p_limit for update skip locked
        ) as old
        where x.state_hash = old.state_hash
        returning 1
    )
    select count(*) into v_attempts from gone;
    with gone as (
        delete from provider_logouts as x
        using (
            select l.token_hash from provider_logouts as l where l.received_at < p_before limit p_limit for update skip locked
        ) as old
        where x.token_hash = old.token_hash
        returning 1
    )
    select count(*) into v_logouts from gone;
    with gone as (
        delete from sessions as x
        using (
            select s.token_hash from sessions as s where s.expires_at < p_before limit p_limit for update skip locked
        ) as old
        where x.token_hash = old.token_hash
        returning 1
    )
    select count(*) into v_sessions from gone;
    return v_attempts + v_logouts + v_sessions;
end
$fn$;
comment on function purge_sign_ins(timestamptz, integer) is 'Forgets sign-ins that were never finished, logout tokens, and sessions that were over before p_before: up to p_limit of each. Returns how many: call again until it returns 0.';
