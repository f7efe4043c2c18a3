create or replace function update_organization(p_org_id uuid, p_changes jsonb, p_actor_id text) returns void
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_before jsonb;
    v_after jsonb;
    v_changed jsonb;
begin
    perform require_rank(p_org_id, p_actor_id, 1);
    if p_changes ? 'name' then
        perform checked_name(p_changes ->> 'name', 'name');
    end if;
    if p_changes ->> 'billing_email' is not null then
        perform checked_email(p_changes ->> 'billing_email', 'billing_email');
    end if;
    insert into organization_settings (org_id) values (p_org_id) on conflict (org_id) do nothing;
    select jsonb_build_object('name', o.name, 'billing_email', s.billing_email) into v_before
    from organizations as o
    inner join organization_settings as s on s.org_id = o.org_id
    where o.org_id = p_org_id;
    v_after := v_before || p_changes;
    select jsonb_object_agg(b.key, jsonb_build_array(b.value, v_after -> b.key)) into v_changed
    from jsonb_each(v_before) as b
    where b.value is distinct from v_after -> b.key;
    if v_changed is null then
        return;
    end if;
    update organizations set name = btrim(v_after ->> 'name') where org_id = p_org_id;
    update organization_settings
    set billing_email = v_after ->> 'billing_email', updated_at = clock_timestamp(), updated_by = coalesce(p_actor_id, session_user)
    where org_id = p_org_id;
    perform record_audit(
        p_org_id, 'org.updated', p_actor_id, case when p_actor_id is null then 'sql' else 'user' end, p_org_id::text, v_changed
    );
end
$fn$;
comment on function update_organization(uuid, jsonb, text) is 'Changes the name and billing_email that p_changes names; null clears billing_email. A change that changes nothing writes nothing. Raises OB001, OB004, OB018, OB020.';
