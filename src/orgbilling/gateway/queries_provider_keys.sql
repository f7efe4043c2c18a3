-- Provider keys that organizations bring. The key itself is read by `serving` alone.

-- name: bring
-- rows as: list_keys
select
    k.provider_key_id, k.org_id, k.name, k.base_url, k.models, k.dialect, k.hint, k.created_by, k.created_at, k.revoked_at
from bring_provider_key(
    %(org_id)s, %(provider_key_id)s, %(name)s, %(base_url)s, %(models)s::jsonb, %(nonce)s, %(ciphertext)s, %(hint)s,
    %(actor_id)s, p_dialect => %(dialect)s
) as k;

-- name: list_keys
select
    k.provider_key_id, k.org_id, k.name, k.base_url, k.models, k.dialect, k.hint, k.created_by, k.created_at, k.revoked_at
from organization_provider_keys as k
where k.org_id = %(org_id)s
order by k.provider_key_id desc
limit 500;

-- name: revoke
select revoke_provider_key(%(org_id)s, %(provider_key_id)s, %(actor_id)s);

-- name: serving
select k.org_id, k.provider_key_id, k.name, k.base_url, k.models, k.dialect, k.nonce, k.ciphertext
from organization_provider_keys as k
where k.org_id = %(org_id)s and k.revoked_at is null and k.models ? %(model)s
order by k.provider_key_id;

-- name: fall_over
select o.own_keys_fall_over from organizations as o where o.org_id = %(org_id)s;

-- name: set_fall_over
select set_own_keys_fall_over(%(org_id)s, %(falls_over)s, %(actor_id)s);
