create or replace function note_credential_use(p_org_id uuid, p_key_hash bytea, p_now timestamptz) returns void
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
begin
    -- Whoever notes it at this moment makes ours needless, so nobody waits. Named twice, so that it is one row by whichever
    -- index.
    update api_keys as k set last_used_at = p_now
    where k.org_id = p_org_id and k.key_hash = p_key_hash and k.key_id = (
        select t.key_id from api_keys as t
        where t.org_id = p_org_id and t.key_hash = p_key_hash
        for no key update skip locked
    );
end
$fn$;
comment on function note_credential_use(uuid, bytea, timestamptz) is 'Marks the key of an organization with this hash as used now. A spend calls it last: a removal of a member takes the allocation first and the keys after it.';
