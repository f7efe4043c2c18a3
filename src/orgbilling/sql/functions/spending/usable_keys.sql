create or replace function usable_keys(p_org_id uuid, p_key_hash bytea, p_now timestamptz) returns table (
    org_id uuid, key_id uuid, kind text, user_id text, scopes text[], last_used_at timestamptz, is_stale boolean
)
language sql
stable
as $fn$
    select k.*
    from valid_keys(p_org_id, p_key_hash, p_now) as k
    where (
        k.kind = 'service'
        -- Looked up, never joined: a join may begin with all members or people there are.
        or exists (
            select 1 from organization_members as m
            where m.org_id = k.org_id and m.user_id = k.user_id and m.status = 'active'
            offset 0
        ) and exists (
            select 1 from users as u where u.user_id = k.user_id and u.disabled_at is null
            offset 0
        )
    )
$fn$;
comment on function usable_keys(uuid, bytea, timestamptz) is 'The key of an organization with this hash, if it opens the organization at an instant: it is valid, and a member''s own only while its person is an active member and not disabled. It is written so that PostgreSQL puts it into the query that names it.';
