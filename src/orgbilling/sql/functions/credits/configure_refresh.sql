create or replace function configure_refresh(
    p_org_id uuid, p_monthly_refresh_amount numeric, p_actor_id text, p_now timestamptz default null
) returns jsonb
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_now timestamptz := coalesce(p_now, clock_timestamp());
    v_amount constant numeric := case
        when p_monthly_refresh_amount = 0 then 0 else checked_amount(p_monthly_refresh_amount, 'monthly_refresh_amount')
    end;
    v_before numeric;
    v_zone text;
    v_today date;
begin
    select o.time_zone into v_zone from organizations as o where o.org_id = p_org_id;
    if not found then
        raise exception 'no such organization' using errcode = 'OB004';
    end if;
    v_today := local_date(v_now, v_zone);
    perform settle_due(p_org_id, v_now);
    select p.monthly_refresh_amount into v_before from organization_credit_pools as p where p.org_id = p_org_id for no key update;
    update organization_credit_pools as p
    set
        monthly_refresh_amount = v_amount,
        refresh_anchor_date = coalesce(p.refresh_anchor_date, v_today),
        next_refresh_date = coalesce(p.next_refresh_date, boundary_date(v_today, 'monthly', 1)),
        next_refresh_at = coalesce(p.next_refresh_at, midnight_of(boundary_date(v_today, 'monthly', 1), v_zone))
    where p.org_id = p_org_id;
    perform record_audit(
        p_org_id, 'org.refresh.configured', p_actor_id, 'user', p_org_id::text,
        jsonb_build_object('monthly_refresh_amount', jsonb_build_array(v_before, v_amount))
    );
    return pool_document(p_org_id);
end
$fn$;
comment on function configure_refresh(uuid, numeric, text, timestamptz) is 'Sets what each monthly refresh brings, from the next one on. Returns the pool. Raises OB002, OB004.';
