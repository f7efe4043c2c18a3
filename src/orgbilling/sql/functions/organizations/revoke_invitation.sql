create or replace function revoke_invitation(
    p_org_id uuid, p_invitation_id uuid, p_actor_id text, p_now timestamptz default null
) returns void
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_invitation organization_invitations;
begin
    perform require_rank(p_org_id, p_actor_id, 1);
    select * into v_invitation from organization_invitations as i
    where i.org_id = p_org_id and i.invitation_id = p_invitation_id for no key update;
    if not found then
        raise exception 'there is no such invitation' using errcode = 'OB017';
    end if;
    if v_invitation.accepted_at is not null then
        raise exception 'the invitation was accepted already' using errcode = 'OB023';
    end if;
    if v_invitation.revoked_at is not null then
        return;
    end if;
    update organization_invitations set revoked_at = coalesce(p_now, clock_timestamp())
    where org_id = p_org_id and invitation_id = p_invitation_id;
    perform record_audit(
        p_org_id, 'org.invitation.revoked', p_actor_id, case when p_actor_id is null then 'sql' else 'user' end,
        p_invitation_id::text, jsonb_build_object('email', v_invitation.email)
    );
end
$fn$;
comment on function revoke_invitation(uuid, uuid, text, timestamptz) is 'Withdraws an invitation; once more changes nothing. Raises OB004, OB017, OB018, OB020, OB023 when it was accepted.';
