create or replace function create_invitation(
    p_org_id uuid,
    p_email text,
    p_role text,
    p_token_hash bytea,
    p_expires_at timestamptz,
    p_actor_id text,
    p_now timestamptz default null
) returns organization_invitations
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_now timestamptz := coalesce(p_now, clock_timestamp());
    v_invitation organization_invitations;
begin
    if role_rank(p_role) is null or p_role = 'owner' or p_actor_id is null or length(p_token_hash) is distinct from 32 then
        raise exception 'an invitation has an inviter, a 32-byte hash, and the role admin, billing_admin or member'
            using errcode = 'OB001', detail = jsonb_build_object('field', 'role')::text;
    end if;
    if p_expires_at is null or p_expires_at <= v_now or p_expires_at > v_now + make_interval(days => 90 /* INVITATION_DAYS_MAX */) then
        raise exception 'an invitation expires within % days', 90 /* INVITATION_DAYS_MAX */ using errcode = 'OB001',
            detail = jsonb_build_object('field', 'expires_at')::text;
    end if;
    perform require_rank(p_org_id, p_actor_id, greatest(1, role_rank(p_role)));
    if (
        select count(*) from organization_invitations as i
        where i.org_id = p_org_id and i.accepted_at is null and i.revoked_at is null and i.expires_at > v_now
    ) >= (select q.max_open_invitations from organization_quotas as q where q.org_id = p_org_id) then
        raise exception 'the organization has as many open invitations as it may have' using errcode = 'OB021',
            detail = jsonb_build_object('quota', 'max_open_invitations')::text;
    end if;
    insert into organization_invitations (org_id, email, role, token_hash, invited_by, created_at, expires_at)
    values (p_org_id, checked_email(p_email, 'email'), p_role, p_token_hash, p_actor_id, v_now, p_expires_at)
    returning * into v_invitation;
    perform record_audit(
        p_org_id, 'org.invitation.created', p_actor_id, 'user', v_invitation.invitation_id::text,
        jsonb_build_object('email', p_email, 'role', p_role)
    );
    return v_invitation;
end
$fn$;
comment on function create_invitation(uuid, text, text, bytea, timestamptz, text, timestamptz) is 'Makes an invitation, of whose secret it keeps the SHA-256. Nobody invites into a role above their own, and nobody into owner. Raises OB001, OB004, OB018, OB020, OB021.';
