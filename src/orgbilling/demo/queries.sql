-- name: wait_for_other_loaders
select pg_advisory_lock(hashtext('orgbilling.demo'))

-- name: let_other_loaders
select pg_advisory_unlock(hashtext('orgbilling.demo'))

-- name: has_demo_people
select exists (select 1 from users where is_demo) as has_people

-- name: has_organization
select exists (select 1 from organizations where org_id = %(org_id)s) as is_there

-- name: list_plans
select plan, managed_markup, own_key_markup from plans

-- name: add_people
insert into users (user_id, email, name, is_system_admin, created_at)
select p.user_id, p.email, p.name, p.is_system_admin, p.created_at
from unnest(%(user_ids)s::text[], %(emails)s::text[], %(names)s::text[], %(admins)s::boolean[], %(created)s::date[])
    as p (user_id, email, name, is_system_admin, created_at)
on conflict (user_id) do nothing

-- name: let_people_sign_in
update users set is_demo = true where user_id = any(%(user_ids)s::text[])

-- name: ensure_partitions
select ensure_usage_partitions(%(first)s, %(last)s)

-- name: refresh_closed_usage
select refresh_closed_usage()
