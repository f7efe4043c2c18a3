-- name: find_organization
-- nullable: user_id
select o.org_id, o.name, o.time_zone, o.status, m.role
from organizations as o
left join organization_members as m on m.org_id = o.org_id and m.user_id = %(user_id)s and m.status = 'active'
where o.org_id = %(org_id)s;
