create or replace function bring_provider_key(
    p_org_id uuid, p_provider_key_id uuid, p_name text, p_base_url text, p_models jsonb, p_nonce bytea, p_ciphertext bytea,
    p_hint text, p_actor_id text, p_now timestamptz default null, p_dialect text default null
) returns organization_provider_keys
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_key organization_provider_keys;
begin
    perform require_rank(p_org_id, p_actor_id, 1);
    insert into organization_provider_keys
    (org_id, provider_key_id, name, base_url, models, nonce, ciphertext, hint, created_by, created_at, dialect)
    values (
        p_org_id, p_provider_key_id, left(checked_name(p_name, 'name'), 100 /* KEY_NAME_CHARACTERS_MAX */),
        p_base_url, p_models, p_nonce, p_ciphertext, p_hint,
        p_actor_id, coalesce(p_now, clock_timestamp()), p_dialect
    ) returning * into v_key;
    perform record_audit(
        p_org_id, 'org.provider_key.created', p_actor_id, 'user', p_provider_key_id::text,
        jsonb_build_object('name', v_key.name, 'base_url', p_base_url, 'models', p_models, 'dialect', p_dialect)
    );
    return v_key;
end
$fn$;
comment on function bring_provider_key(uuid, uuid, text, text, jsonb, bytea, bytea, text, text, timestamptz, text) is 'Keeps a provider key that an admin brings, encrypted by the caller. Raises OB004, OB018, OB020.';
