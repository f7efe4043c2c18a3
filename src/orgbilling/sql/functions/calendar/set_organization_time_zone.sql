create or replace function set_organization_time_zone(
    p_org_id uuid, p_time_zone text, p_actor_id text, p_now timestamptz default null
) returns void
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_now timestamptz := coalesce(p_now, clock_timestamp());
    v_old text;
begin
    perform require_read_committed();
    if not exists (select 1 from pg_timezone_names where name = p_time_zone) then
        raise exception 'unknown time zone' using errcode = 'OB001', detail = '{"field": "time_zone"}',
            hint = 'Use a name of the IANA database, for example Europe/Berlin.';
    end if;
    select o.time_zone into v_old from organizations as o where o.org_id = p_org_id for no key update;
    if not found then
        raise exception 'no such organization' using errcode = 'OB004';
    end if;
    if v_old = p_time_zone then
        return;
    end if;
    -- All allocations before the pool, which settling takes.
    perform 1 from user_credit_allocations where org_id = p_org_id order by user_id for no key update;
    -- What the old zone made due is settled by its clock; dates stay, so that no boundary comes twice.
    perform settle_due(p_org_id, v_now);
    update organizations set time_zone = p_time_zone where org_id = p_org_id;
    update user_credit_allocations set next_reset_at = midnight_of(next_reset_date, p_time_zone)
    where org_id = p_org_id and next_reset_date is not null;
    update organization_credit_pools set next_refresh_at = midnight_of(next_refresh_date, p_time_zone)
    where org_id = p_org_id and next_refresh_date is not null;
    perform record_audit(
        p_org_id, 'org.updated', p_actor_id, 'user', p_org_id::text,
        jsonb_build_object('time_zone', jsonb_build_array(v_old, p_time_zone))
    );
end
$fn$;
comment on function set_organization_time_zone(uuid, text, text, timestamptz) is 'Moves an organization to another zone: what is due is settled first, then the next boundaries keep their dates and take the new zone''s midnight. Raises OB001 for a zone that PostgreSQL does not know.';
