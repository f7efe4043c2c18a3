create or replace function stand_organization(p_org_id uuid, p_standing text, p_at timestamptz, p_actor_id text) returns void
language sql
security definer
set search_path = public, pg_temp
as $fn$
    update organization_standings set until_at = greatest(from_at, p_at) where org_id = p_org_id and until_at is null;
    insert into organization_standings (org_id, standing_number, standing, from_at, actor_id)
    select
        p_org_id, coalesce(max(n.standing_number), 0) + 1, p_standing, greatest(p_at, max(n.until_at)), coalesce(p_actor_id, session_user)
    from organization_standings as n where n.org_id = p_org_id;
    update organizations set status = p_standing, closed_at = case when p_standing = 'closed' then p_at end where org_id = p_org_id;
$fn$;
comment on function stand_organization(uuid, text, timestamptz, text) is 'An organization stands differently from p_at on: ends the row of the standing before, begins one, and sets the columns that copy it.';
