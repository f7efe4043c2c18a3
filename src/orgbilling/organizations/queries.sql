-- name: list_joined
-- rows as: list_all
select o.org_id, o.name as org_name, o.status, o.time_zone, m.role, o.created_at, lower(o.name) as sort_name
from organization_members as m
inner join organizations as o on o.org_id = m.org_id
where
    m.user_id = %(user_id)s and m.status = 'active'
    and (%(after_name)s::text is null or (lower(o.name), o.org_id) > (%(after_name)s::text, %(after_id)s::uuid))
order by lower(o.name), o.org_id
limit %(limit)s;

-- name: list_all
select o.org_id, o.name as org_name, o.status, o.time_zone, m.role, o.created_at, lower(o.name) as sort_name
from organizations as o
left join organization_members as m on m.org_id = o.org_id and m.user_id = %(user_id)s and m.status = 'active'
where %(after_name)s::text is null or (lower(o.name), o.org_id) > (%(after_name)s::text, %(after_id)s::uuid)
order by lower(o.name), o.org_id
limit %(limit)s;

-- name: get_organization
select
    o.org_id, o.name as org_name, o.status, o.time_zone, o.created_at, o.closed_at, s.billing_email,
    (select count(*) from organization_members as m where m.org_id = o.org_id and m.status = 'active') as member_count
from organizations as o
left join organization_settings as s on s.org_id = o.org_id
where o.org_id = %(org_id)s;

-- name: create_organization
-- never null: create_organization
select create_organization(%(name)s, %(actor_id)s, %(time_zone)s, %(billing_email)s);

-- name: update_organization
select update_organization(%(org_id)s, %(changes)s::jsonb, %(actor_id)s);

-- name: set_time_zone
select set_organization_time_zone(%(org_id)s, %(time_zone)s, %(actor_id)s);

-- name: set_status
select set_organization_status(%(org_id)s, %(status)s, %(actor_id)s);

-- name: find_user_by_email
-- never null: matches
-- Addresses are not unique; with two of them nobody can know who is meant.
select min(u.user_id) as user_id, count(*) as matches from users as u
where lower(u.email) = lower(%(email)s) and u.is_email_verified and u.disabled_at is null;

-- name: list_members
select m.org_id, m.user_id, u.email as user_email, u.name as user_name, m.role, m.joined_at
from organization_members as m
inner join users as u on u.user_id = m.user_id
where
    m.org_id = %(org_id)s and m.status = 'active' and (%(after_id)s::text is null or m.user_id > %(after_id)s::text)
    and (
        %(search)s::text is null
        or position(lower(%(search)s::text) in lower(u.name)) > 0
        or position(lower(%(search)s::text) in lower(u.email)) > 0
    )
order by m.user_id
limit %(limit)s;

-- name: get_member
-- rows as: list_members
select m.org_id, m.user_id, u.email as user_email, u.name as user_name, m.role, m.joined_at
from organization_members as m
inner join users as u on u.user_id = m.user_id
where m.org_id = %(org_id)s and m.user_id = %(user_id)s;

-- name: add_member
-- never null: user_id
select m.user_id from add_member(%(org_id)s, %(user_id)s, %(role)s, %(actor_id)s) as m;

-- name: change_member_role
-- never null: user_id
select m.user_id from change_member_role(%(org_id)s, %(user_id)s, %(role)s, %(actor_id)s) as m;

-- name: remove_member
select remove_member(%(org_id)s, %(user_id)s, %(actor_id)s, %(reason)s);
