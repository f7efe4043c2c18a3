create or replace function set_own_keys_fall_over(p_org_id uuid, p_falls_over boolean, p_actor_id text) returns boolean
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_plan text;
    v_before boolean;
begin
    perform require_rank(p_org_id, p_actor_id, 1);
    select s.subscription_plan into v_plan from organization_subscriptions as s
    where s.org_id = p_org_id and s.status <> 'canceled'
    order by s.created_at desc
    limit 1;
    -- On the other plans one side alone serves, and the setting would say what never happens.
    if p_falls_over and v_plan is distinct from 'hybrid' then
        raise exception 'only on the plan hybrid do both sides serve' using errcode = 'OB028';
    end if;
    select o.own_keys_fall_over into v_before from organizations as o where o.org_id = p_org_id;
    if v_before is distinct from p_falls_over then
        update organizations set own_keys_fall_over = p_falls_over where org_id = p_org_id;
        perform record_audit(
            p_org_id, 'org.own_keys_fall_over.set', p_actor_id, 'user', p_org_id::text,
            jsonb_build_object('own_keys_fall_over', jsonb_build_array(v_before, p_falls_over))
        );
    end if;
    return p_falls_over;
end
$fn$;
comment on function set_own_keys_fall_over(uuid, boolean, text) is 'Says whether calls that an organization''s own provider keys could not have answered go to the platform''s, which the customer pays at the plan''s markup for those. For its owner and admins, on the plan hybrid; off on any. A change that changes nothing writes nothing. Raises OB004, OB018, OB020, OB028.';
