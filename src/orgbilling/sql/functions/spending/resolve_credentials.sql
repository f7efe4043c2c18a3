create or replace function resolve_credentials(
    p_org_id uuid, p_hashes bytea[], p_session_idle_s integer, p_now timestamptz
) returns table (ordinal integer, credential_id text, own_user_id text, outcome text, is_stale boolean)
language plpgsql
as $fn$
begin
    -- Each item is matched to a key of this organization, else to a session whose person is a member.
    return query
        select
            i.n::integer, coalesce(k.key_id::text, 'session:' || s.user_id), coalesce(k.user_id, s.user_id),
            case
                when k.key_id is null and s.user_id is null then 'credential_invalid'
                when k.kind = 'service' then case when not 'spend' = any(k.scopes) then 'scope_missing' end
                when u.disabled_at is not null then 'credential_invalid'
                when m.user_id is null and k.key_id is not null then 'credential_invalid'
                when m.user_id is null then 'organization_not_found'
                when not 'spend' = any(k.scopes) then 'scope_missing'
            end,
            k.key_id is not null and coalesce(k.last_used_at < p_now - interval '1 minute', true)
        from unnest(p_hashes) with ordinality as i (hash, n)
        left join api_keys as k
            on k.org_id = p_org_id and k.key_hash = i.hash and k.revoked_at is null
            and (k.expires_at is null or k.expires_at > p_now)
        left join sessions as s
            on k.key_id is null and s.token_hash = i.hash and s.revoked_at is null and s.expires_at > p_now
            and s.last_seen_at + make_interval(secs => p_session_idle_s) > p_now
        left join users as u on u.user_id = coalesce(k.user_id, s.user_id)
        left join organization_members as m
            on m.org_id = p_org_id and m.user_id = coalesce(k.user_id, s.user_id) and m.status = 'active';
end
$fn$;
comment on function resolve_credentials(uuid, bytea[], integer, timestamptz) is 'For each presented credential (SHA-256): its id, whose allocation it is bound to (null for a service key), why it is refused (null when it is not), and whether it is a key whose use was last noted more than a minute ago.';
