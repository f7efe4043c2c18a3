create or replace function acting_rank(p_org_id uuid, p_actor_id text) returns integer
language plpgsql
stable
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_rank integer;
begin
    if p_actor_id is null then
        -- Direct SQL by the owner needs no person; the application always has one.
        return case when 'orgbilling_app' in (session_user, current_setting('role')) then -1 else 4 end;
    end if;
    select case when u.is_system_admin then 4 else coalesce(role_rank(m.role), -1) end into v_rank
    from users as u
    left join organization_members as m on m.org_id = p_org_id and m.user_id = u.user_id and m.status = 'active'
    where u.user_id = p_actor_id and u.disabled_at is null;
    return coalesce(v_rank, -1);
end
$fn$;
comment on function acting_rank(uuid, text) is 'What a person may do in an organization now: their role''s rank, 4 for a system admin and for direct SQL of the owner (no person), -1 for whoever does not belong there.';
