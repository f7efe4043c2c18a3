-- name: create_invitation
select
    i.org_id, i.invitation_id, i.email, i.role, i.invited_by, i.created_at, i.expires_at, i.accepted_at, i.accepted_by,
    'open' as status
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
