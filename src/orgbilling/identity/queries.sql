-- name: open_session
-- nullable: address, user_agent, provider_session_id, id_token
insert into sessions (
    token_hash, user_id, created_at, last_seen_at, expires_at, address, user_agent, provider_session_id, id_token
)
values (
    %(token_hash)s, %(user_id)s, %(now)s, %(now)s, %(expires_at)s, %(address)s, left(%(user_agent)s, 500),
    %(provider_session_id)s, %(id_token)s
);

-- name: note_sign_in
update users set last_sign_in_at = %(now)s where user_id = %(user_id)s;

-- name: revoke_session
-- The id token goes to who ends the session, and is kept no longer.
with ended as (
    select s.token_hash, s.user_id, s.id_token from sessions as s
    where s.token_hash = %(token_hash)s and s.revoked_at is null
    for no key update
)
update sessions as s set revoked_at = %(now)s, id_token = null
from ended as e
where s.token_hash = e.token_hash
returning e.user_id, e.id_token;

-- name: record_sign_in_event
select record_audit(
    '00000000-0000-0000-0000-000000000000', %(event_type)s, %(actor_id)s, 'user', %(actor_id)s, %(details)s::jsonb, %(address)s,
    %(user_agent)s
);

-- name: memberships_of
select o.org_id, o.name as org_name, m.role
from organization_members as m
inner join organizations as o on o.org_id = m.org_id and o.status <> 'closed'
where
    m.user_id = %(user_id)s and m.status = 'active'
    and (%(org_id)s::uuid is null or m.org_id = %(org_id)s::uuid)
order by lower(o.name), o.org_id;

-- name: find_demo_person
select u.user_id from users as u
where u.is_demo and u.disabled_at is null and lower(u.email) = lower(%(email)s)
order by u.user_id
limit 1;

-- name: list_demo_people
select
    u.user_id, u.email, u.name, u.is_system_admin,
    coalesce(
        (
            select jsonb_agg(jsonb_build_object('org_id', o.org_id, 'org_name', o.name, 'role', m.role) order by lower(o.name))
            from organization_members as m
            inner join organizations as o on o.org_id = m.org_id
            where m.user_id = u.user_id and m.status = 'active'
        ), '[]'
    ) as organizations
from users as u
where u.is_demo and u.disabled_at is null
order by u.is_system_admin desc, lower(u.name), u.user_id
limit 200;
