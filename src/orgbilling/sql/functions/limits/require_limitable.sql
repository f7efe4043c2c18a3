create or replace function require_limitable(p_org_id uuid, p_kind text, p_subject_id text) returns void
language plpgsql
as $fn$
begin
    if p_kind is null or p_kind not in ('organization', 'member', 'key') then
        raise exception 'only an organization, a member or a key is limited' using errcode = 'OB001',
            detail = jsonb_build_object('field', 'kind')::text;
    elsif p_kind = 'member' and not exists (
        select from organization_members as m where m.org_id = p_org_id and m.user_id = p_subject_id and m.status = 'active'
    ) then
        raise exception 'this person is not a member of the organization' using errcode = 'OB005';
    elsif p_kind = 'key' and not exists (
        select from api_keys as k where k.org_id = p_org_id and k.key_id::text = p_subject_id and k.revoked_at is null
    ) then
        raise exception 'there is no such key' using errcode = 'OB017';
    elsif p_kind = 'organization' and p_subject_id is distinct from p_org_id::text then
        raise exception 'there is no such organization, or not for you' using errcode = 'OB004';
    end if;
end
$fn$;
comment on function require_limitable(uuid, text, text) is 'Raises OB001, OB004, OB005 or OB017 unless this is the organization, an active member of it, or a key of it that is not revoked.';
