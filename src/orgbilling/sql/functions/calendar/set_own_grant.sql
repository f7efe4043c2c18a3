create or replace function set_own_grant(
    p_org_id uuid, p_own_monthly_credits numeric, p_actor_id text, p_now timestamptz default null
) returns jsonb
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_credits constant numeric := case
        when p_own_monthly_credits = 0 then 0 else checked_amount(p_own_monthly_credits, 'own_monthly_credits')
    end;
    v_now timestamptz;
    v_zone text;
    v_old own_grants;
    v_anchor date;
begin
    v_now := lock_calendar(p_org_id, p_now);
    select o.time_zone into v_zone from organizations as o where o.org_id = p_org_id;
    select * into v_old from own_grants where org_id = p_org_id and until_at is null;
    if coalesce(v_old.credits, 0) = v_credits then
        return pool_document(p_org_id);
    end if;
    update own_grants set until_at = greatest(from_at, v_now) where org_id = p_org_id and until_at is null;
    -- A new amount keeps the anchor; only setting one where there was none sets it.
    v_anchor := coalesce(v_old.anchor_date, local_date(v_now, v_zone));
    if v_credits > 0 then
        insert into own_grants (org_id, grant_number, credits, anchor_date, from_at, actor_id)
        select p_org_id, 1 + coalesce(max(g.grant_number), 0), v_credits, v_anchor, v_now, coalesce(p_actor_id, session_user)
        from own_grants as g where g.org_id = p_org_id;
    end if;
    perform lock_for_settlement(p_org_id);
    update organization_credit_pools as p
    set
        own_monthly_credits = v_credits,
        next_own_grant_date = case
            when v_credits = 0 then null when v_old.credits is not null then p.next_own_grant_date
            else boundary_date(v_anchor, 'monthly', 1)
        end,
        next_own_grant_at = case
            when v_credits = 0 then null when v_old.credits is not null then p.next_own_grant_at
            else midnight_of(boundary_date(v_anchor, 'monthly', 1), v_zone)
        end
    where p.org_id = p_org_id;
    perform record_audit(
        p_org_id, 'org.refresh.configured', p_actor_id, 'user', p_org_id::text,
        jsonb_build_object('own_monthly_credits', jsonb_build_array(coalesce(v_old.credits, 0), v_credits))
    );
    perform finish_calendar_verb(p_org_id, v_now);
    return pool_document(p_org_id);
end
$fn$;
comment on function set_own_grant(uuid, numeric, text, timestamptz) is 'Sets the organization''s own monthly grant, beside what its plan includes; 0 ends it. It comes at whole months after the day on which it was first set, if the organization may spend then. Returns the pool. Raises OB002, OB004, OB012.';
