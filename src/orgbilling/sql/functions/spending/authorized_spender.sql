create or replace function authorized_spender(
    p_org_id uuid, p_verb text, p_user_id text, p_credential_hash bytea, p_session_idle_s integer, p_now timestamptz,
    out credential_id text, out outcome text, out is_stale boolean
)
language plpgsql
as $fn$
begin
    -- A service key, the commonest, takes one look.
    select
        k.key_id::text, case when not 'spend' = any(k.scopes) then 'scope_missing' end,
        k.last_used_at is null or k.last_used_at < p_now - interval '1 minute'
    into credential_id, outcome, is_stale
    from api_keys as k
    where k.org_id = p_org_id and k.key_hash = p_credential_hash and k.kind = 'service' and k.revoked_at is null
        and (k.expires_at is null or k.expires_at > p_now);
    if not found then
        select s.credential_ids[1], s.outcomes[1], s.is_stale into credential_id, outcome, is_stale
        from authorized_spenders(
            p_org_id, array[p_verb], array[p_user_id], array[p_credential_hash], p_session_idle_s, p_now
        ) as s;
    end if;
end
$fn$;
comment on function authorized_spender(uuid, text, text, bytea, integer, timestamptz) is 'authorized_spenders for one item.';
