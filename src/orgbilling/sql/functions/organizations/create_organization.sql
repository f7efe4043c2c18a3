create or replace function create_organization(
    p_name text,
    p_actor_id text,
    p_time_zone text default 'UTC',
    p_billing_email text default null,
    p_org_id uuid default null,
    p_now timestamptz default null
) returns uuid
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_now timestamptz := coalesce(p_now, clock_timestamp());
    v_org_id uuid := coalesce(p_org_id, gen_random_uuid());
    v_name text := checked_name(p_name, 'name');
    v_zone text := coalesce(p_time_zone, 'UTC');
begin
    if not exists (select 1 from users as u where u.user_id = p_actor_id and u.disabled_at is null) then
        raise exception 'an organization is created by somebody, who owns it' using errcode = 'OB017',
            detail = jsonb_build_object('field', 'actor_id')::text;
    end if;
    perform require_time_zone(v_zone);
    insert into organizations (org_id, name, time_zone, created_by, created_at)
    values (v_org_id, v_name, v_zone, p_actor_id, v_now);
    perform stand_organization(v_org_id, 'active', v_now, p_actor_id);
    insert into organization_members (org_id, user_id, role, joined_at) values (v_org_id, p_actor_id, 'owner', v_now);
    insert into organization_settings (org_id, billing_email, updated_at, updated_by)
    values (v_org_id, case when p_billing_email is not null then checked_email(p_billing_email, 'billing_email') end, v_now, p_actor_id);
    insert into organization_quotas (org_id) values (v_org_id);
    insert into organization_credit_pools (org_id, created_at) values (v_org_id, v_now);
    perform record_audit(
        v_org_id, 'org.created', p_actor_id, 'user', v_org_id::text, jsonb_build_object('name', v_name, 'time_zone', v_zone)
    );
    perform emit_fact(v_org_id, 'organization.created', jsonb_build_object('created_by', p_actor_id));
    return v_org_id;
end
$fn$;
comment on function create_organization(text, text, text, text, uuid, timestamptz) is 'Creates an organization with an empty pool, settings and quotas; its creator owns it. Returns its id. Raises OB001 for a name, zone or address that cannot be, OB017 for an unknown or disabled creator.';
