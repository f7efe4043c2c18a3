create or replace function create_api_key(
    p_org_id uuid,
    p_kind text,
    p_user_id text,
    p_name text,
    p_key_hash bytea,
    p_key_prefix text,
    p_expires_at timestamptz,
    p_actor_id text,
    p_now timestamptz default null,
    p_scopes text[] default null
) returns api_keys
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_now timestamptz := coalesce(p_now, clock_timestamp());
    -- Sorted and each once, so that a list of them reads alike.
    v_scopes text[] := (select array_agg(distinct s.scope order by s.scope) from unnest(coalesce(p_scopes, array['read', 'spend'])) as s (scope));
    v_key api_keys;
begin
    if p_kind is null or p_kind not in ('member', 'service') or (p_kind = 'member') <> (p_user_id is not null)
        or p_actor_id is null or length(p_key_hash) is distinct from 32 then
        raise exception 'a member key has an owner, a service key none; both have a maker and a 32-byte hash'
            using errcode = 'OB001', detail = jsonb_build_object('field', 'kind')::text;
    end if;
    if p_expires_at <= v_now then
        raise exception 'a key expires in the future' using errcode = 'OB001', detail = jsonb_build_object('field', 'expires_at')::text;
    end if;
    if v_scopes is null or not v_scopes <@ array['read', 'spend'] then
        raise exception 'a key may read, spend, or both' using errcode = 'OB001', detail = jsonb_build_object('field', 'scopes')::text;
    end if;
    perform require_rank(p_org_id, p_actor_id, case when p_kind = 'service' then 1 else 0 end);
    if p_user_id <> p_actor_id then
        raise exception 'a member key is made by its owner' using errcode = 'OB020';
    end if;
    if p_kind = 'member' and not exists (
        select 1 from organization_members as m where m.org_id = p_org_id and m.user_id = p_user_id and m.status = 'active'
    ) then
        raise exception 'only a member has a member key' using errcode = 'OB005';
    end if;
    if (
        select count(*) from api_keys as k
        where k.org_id = p_org_id and k.revoked_at is null and (k.expires_at is null or k.expires_at > v_now)
    ) >= (select q.max_api_keys from organization_quotas as q where q.org_id = p_org_id) then
        raise exception 'the organization has as many keys as it may have' using errcode = 'OB021',
            detail = jsonb_build_object('quota', 'max_api_keys')::text;
    end if;
    insert into api_keys (org_id, kind, user_id, name, key_hash, key_prefix, created_by, created_at, expires_at, scopes)
    values (
        p_org_id, p_kind, p_user_id, left(checked_name(p_name, 'name'), 100 /* KEY_NAME_CHARACTERS_MAX */), p_key_hash,
        p_key_prefix, p_actor_id, v_now, p_expires_at, v_scopes
    )
    returning * into v_key;
    perform record_audit(
        p_org_id, 'org.key.created', p_actor_id, 'user', v_key.key_id::text,
        jsonb_build_object('kind', p_kind, 'name', v_key.name, 'expires_at', p_expires_at, 'scopes', array_to_string(v_scopes, ', '))
    );
    return v_key;
end
$fn$;
comment on function create_api_key(uuid, text, text, text, bytea, text, timestamptz, text, timestamptz, text[]) is 'Makes a key, of which it keeps the SHA-256: a member key by a member for oneself, a service key by an admin. It may read and spend unless p_scopes names one of both. Raises OB001, OB004, OB005, OB018, OB020, OB021.';
