-- name: create_key
-- nullable: user_id, expires_at
select
    k.org_id, k.key_id, k.kind, k.user_id, u.name as user_name, k.name, k.key_prefix, k.created_by, k.created_at,
    k.expires_at, k.last_used_at, k.revoked_at, k.scopes
from create_api_key(
    %(org_id)s, %(kind)s, %(user_id)s, %(name)s, %(key_hash)s, %(key_prefix)s, %(expires_at)s, %(actor_id)s,
    p_scopes => %(scopes)s
) as k
left join users as u on u.user_id = k.user_id;

-- name: list_keys
select
    k.org_id, k.key_id, k.kind, k.user_id, u.name as user_name, k.name, k.key_prefix, k.created_by, k.created_at,
    k.expires_at, k.last_used_at, k.revoked_at, k.scopes
from api_keys as k
left join users as u on u.user_id = k.user_id
where
    k.org_id = %(org_id)s and (%(owner_id)s::text is null or k.user_id = %(owner_id)s::text)
    and (%(after_time)s::timestamptz is null or (k.created_at, k.key_id) < (%(after_time)s::timestamptz, %(after_id)s::uuid))
order by k.created_at desc, k.key_id desc
limit %(limit)s;

-- name: revoke_key
select revoke_api_key(%(org_id)s, %(key_id)s, %(actor_id)s);
