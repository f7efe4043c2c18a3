create or replace function revoke_provider_key(
    p_org_id uuid, p_provider_key_id uuid, p_actor_id text, p_now timestamptz default null
) returns void
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_name text;
begin
    perform require_rank(p_org_id, p_actor_id, 1);
    update organization_provider_keys
    set revoked_at = coalesce(p_now, clock_timestamp()), revoked_by = p_actor_id, ciphertext = ''
    where org_id = p_org_id and provider_key_id = p_provider_key_id and revoked_at is null
    returning name into v_name;
    if v_name is null then
        raise exception 'there is no such provider key, or not any more' using errcode = 'OB017';
    end if;
    perform record_audit(
        p_org_id, 'org.provider_key.revoked', p_actor_id, 'user', p_provider_key_id::text, jsonb_build_object('name', v_name)
    );
end
$fn$;
comment on function revoke_provider_key(uuid, uuid, text, timestamptz) is 'Takes a provider key back; what was kept of it is erased. Raises OB004, OB017, OB018, OB020.';
