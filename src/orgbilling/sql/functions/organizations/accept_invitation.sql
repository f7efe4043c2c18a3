create or replace function accept_invitation(
    p_org_id uuid, p_token_hash bytea, p_user_id text, p_now timestamptz default null
) returns organization_members
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_now timestamptz := coalesce(p_now, clock_timestamp());
    v_status text;
    v_invitation organization_invitations;
    v_member organization_members;
begin
    select o.status into v_status from organizations as o where o.org_id = p_org_id for no key update;
    select * into v_invitation from organization_invitations as i
    where i.org_id = p_org_id and i.token_hash = p_token_hash for no key update;
    select * into v_member from organization_members as m
    where m.org_id = p_org_id and m.user_id = p_user_id and m.status = 'active';
    if v_invitation.accepted_by = p_user_id and v_member.user_id is not null then
        return v_member;
    end if;
    -- The inviter's right is asked for now: a link must not outlive the right it was made with.
    if v_status is distinct from 'active' or v_invitation.invitation_id is null or v_invitation.accepted_at is not null
        or v_invitation.revoked_at is not null or v_invitation.expires_at <= v_now
        or acting_rank(p_org_id, v_invitation.invited_by) < greatest(1, role_rank(v_invitation.role)) then
        raise exception 'this invitation is used, expired, withdrawn or not one of ours' using errcode = 'OB023';
    end if;
    if v_member.user_id is null then
        v_member := admit_member(p_org_id, p_user_id, v_invitation.role, v_now);
    end if;
    update organization_invitations set accepted_at = v_now, accepted_by = p_user_id
    where org_id = p_org_id and invitation_id = v_invitation.invitation_id;
    perform record_audit(
        p_org_id, 'org.invitation.accepted', p_user_id, 'user', v_invitation.invitation_id::text,
        jsonb_build_object('email', v_invitation.email, 'role', v_member.role)
    );
    return v_member;
end
$fn$;
comment on function accept_invitation(uuid, bytea, text, timestamptz) is 'Joins an organization by an invitation''s secret, once; who has joined by it already gets the same answer, and a member''s role stays. Raises OB017 for an unknown user, OB021 past the quota, OB023 for an invitation that is used, expired, withdrawn, unknown, or whose inviter may not give that role any more.';
