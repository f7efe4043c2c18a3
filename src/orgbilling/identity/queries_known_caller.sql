-- name: identify_caller
-- nullable: key_org_id
-- never null: is_system_admin
select
    c.user_id, c.key_id, c.email, c.name, c.is_system_admin, c.scopes, c.org_id, c.org_name, c.time_zone, c.org_status, c.role,
    c.allowed, c.remaining, c.reset_s
from introduce_caller(
    %(credential_kind)s, %(key_org_id)s, %(credential_hash)s, %(now)s, %(idle_since)s, %(touch_before)s, %(org_id)s,
    %(purchase_id)s, %(limit_kind)s, %(requests)s, %(period_s)s
) as c;
