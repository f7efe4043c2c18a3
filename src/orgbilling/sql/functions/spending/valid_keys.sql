create or replace function valid_keys(p_org_id uuid, p_key_hash bytea, p_now timestamptz) returns table (
    org_id uuid, key_id uuid, kind text, user_id text, scopes text[], last_used_at timestamptz, is_stale boolean
)
language sql
stable
as $fn$
    select
        k.org_id, k.key_id, k.kind, k.user_id, k.scopes, k.last_used_at, coalesce(k.last_used_at < p_now - interval '1 minute', true)
    from (
        -- By its hash alone, so that only the index of hashes fits: not one of all keys that an organization has.
        select a.* from api_keys as a where a.key_hash = p_key_hash
        offset 0
    ) as k
    where k.org_id = p_org_id and k.revoked_at is null and (k.expires_at is null or k.expires_at > p_now)
$fn$;
comment on function valid_keys(uuid, bytea, timestamptz) is 'The key of an organization with this hash, if at an instant it is neither revoked nor expired; whether it opens the organization is for usable_keys to say. is_stale: its use was last noted more than a minute ago. It is written so that PostgreSQL puts it into the query that names it, and finds the key by its hash whatever it knows of the tables.';
