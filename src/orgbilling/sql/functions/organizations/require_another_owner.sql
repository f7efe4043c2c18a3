create or replace function require_another_owner(p_org_id uuid, p_user_id text) returns void
language plpgsql
stable
security definer
set search_path = public, pg_temp
as $fn$
begin
    if not exists (
        select 1
        from organization_members as m
        inner join users as u on u.user_id = m.user_id and u.disabled_at is null
        where m.org_id = p_org_id and m.role = 'owner' and m.status = 'active' and m.user_id <> p_user_id
    ) then
        raise exception 'the last owner stays: make somebody else an owner first' using errcode = 'OB016';
    end if;
end
$fn$;
comment on function require_another_owner(uuid, text) is 'Checks, under the organization''s lock, that somebody else owns it too. Raises OB016.';
