create or replace function revoke_api_key(
    p_org_id uuid, p_key_id uuid, p_actor_id text, p_now timestamptz default null
) returns void
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_rank integer := require_rank(p_org_id, p_actor_id, 0);
    v_key api_keys;
begin
    select * into v_key from api_keys as k where k.org_id = p_org_id and k.key_id = p_key_id for no key update;
    -- To a plain member the keys of others do not exist.
    if not found or (v_rank < 1 and v_key.user_id is distinct from p_actor_id) then
        raise exception 'there is no such key' using errcode = 'OB017';
    end if;
    if v_key.revoked_at is not null then
        return;
    end if;
    update api_keys set revoked_at = coalesce(p_now, clock_timestamp()), revoked_by = coalesce(p_actor_id, session_user)
    where org_id = p_org_id and key_id = p_key_id;
    perform record_audit(
        p_org_id, 'org.key.revoked', p_actor_id, case when p_actor_id is null then 'sql' else 'user' end, p_key_id::text,
        jsonb_build_object('kind', v_key.kind, 'name', v_key.name)
    );
end
$fn$;
comment on function revoke_api_key(uuid, uuid, text, timestamptz) is 'Ends a key: one''s own, or any as an admin; once more changes nothing. Raises OB004, OB017, OB018, OB020.';
