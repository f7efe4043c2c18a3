-- name: list_joined
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
select create_organization(%(name)s, %(actor_id)s, %(time_zone)s, %(billing_email)s);

-- name: update_organization
select update_organization(%(org_id)s, %(changes)s::jsonb, %(actor_id)s);

-- name: set_time_zone
select set_organization_time_zone(%(org_id)s, %(time_zone)s, %(actor_id)s);

-- name: set_status
select set_organization_status(%(org_id)s, %(status)s, %(actor_id)s);

-- name: find_user_by_email
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
select m.org_id, m.user_id, u.email as user_email, u.name as user_name, m.role, m.joined_at
from organization_members as m
inner join users as u on u.user_id = m.user_id
where m.org_id = %(org_id)s and m.user_id = %(user_id)s;

-- name: add_member
select m.user_id from add_member(%(org_id)s, %(user_id)s, %(role)s, %(actor_id)s) as m;

-- name: change_member_role
select m.user_id from change_member_role(%(org_id)s, %(user_id)s, %(role)s, %(actor_id)s) as m;

-- name: remove_member
select remove_member(%(org_id)s, %(user_id)s, %(actor_id)s, %(reason)s);

-- name: create_invitation
select i.*, 'open' as status
from create_invitation(%(org_id)s, %(email)s, %(role)s, %(token_hash)s, %(expires_at)s, %(actor_id)s) as i;

-- name: list_invitations
select
    i.org_id, i.invitation_id, i.email, i.role, i.invited_by, i.created_at, i.expires_at, i.accepted_at, i.accepted_by,
    case
        when i.accepted_at is not null then 'accepted'
        when i.revoked_at is not null then 'revoked'
        when i.expires_at <= now() then 'expired'
        else 'open'
    end as status
from organization_invitations as i
where
    i.org_id = %(org_id)s
    and (
        %(after_time)s::timestamptz is null
        or (i.created_at, i.invitation_id) < (%(after_time)s::timestamptz, %(after_id)s::uuid)
    )
order by i.created_at desc, i.invitation_id desc
limit %(limit)s;

-- name: revoke_invitation
select revoke_invitation(%(org_id)s, %(invitation_id)s, %(actor_id)s);

-- name: find_invitation
select
    i.org_id, o.name as org_name, i.email, i.role, u.name as invited_by_name, i.expires_at,
    case
        when i.accepted_at is not null then 'accepted'
        when i.revoked_at is not null then 'revoked'
        when i.expires_at <= %(now)s then 'expired'
        -- A link does not outlive the right that it was made with, nor the organization.
        when o.status <> 'active' or acting_rank(i.org_id, i.invited_by) < greatest(1, role_rank(i.role)) then 'revoked'
        else 'open'
    end as status,
    exists (
        select 1 from organization_members as m
        where m.org_id = i.org_id and m.user_id = %(user_id)s and m.status = 'active'
    ) as is_member
from organization_invitations as i
inner join organizations as o on o.org_id = i.org_id
left join users as u on u.user_id = i.invited_by
where i.org_id = %(org_id)s and i.token_hash = %(token_hash)s;

-- name: accept_invitation
select m.org_id, o.name as org_name, m.role
from accept_invitation(%(org_id)s, %(token_hash)s, %(user_id)s) as m
inner join organizations as o on o.org_id = m.org_id;

-- name: create_key
select k.*, u.name as user_name
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
