-- name: set_spending_rules
-- nullable: allowed_addresses
select set_spending_rules(
    %(org_id)s, %(kind)s, %(subject_id)s, %(actor_id)s, %(allowed_models)s, %(allowed_addresses)s::text[]::inet[],
    %(expires_at)s, %(tags)s, %(limits)s
) as document;

-- name: rules_of_organization
select spending_rules_of(o.org_id, 'organization', o.org_id::text) as document from organizations as o where o.org_id = %(org_id)s;

-- name: rules_of_member
select spending_rules_of(m.org_id, 'member', m.user_id) as document
from organization_members as m
where m.org_id = %(org_id)s and m.user_id = %(user_id)s and m.status = 'active';

-- name: rules_of_key
select spending_rules_of(k.org_id, 'key', k.key_id::text) as document
from api_keys as k
where
    k.org_id = %(org_id)s and k.key_id = %(key_id)s
    and (%(owner_id)s::text is null or k.user_id = %(owner_id)s::text);
