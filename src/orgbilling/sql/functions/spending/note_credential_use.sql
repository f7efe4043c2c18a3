create or replace function note_credential_use(p_org_id uuid, p_hashes bytea[], p_now timestamptz) returns void
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
begin
    -- Kept to the minute; a row that another batch is writing is left to it.
    update api_keys set last_used_at = p_now
    where org_id = p_org_id and key_id in (
        select k.key_id from api_keys as k
        where k.org_id = p_org_id and k.key_hash = any(p_hashes)
        for no key update skip locked
    );
end
$fn$;
comment on function note_credential_use(uuid, bytea[], timestamptz) is 'Marks keys as used now. A batch calls it last: a removal of a member takes the allocation first and the keys after it.';
