create or replace function set_organization_time_zone(
    p_org_id uuid, p_time_zone text, p_actor_id text, p_now timestamptz default null
) returns void
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_now timestamptz;
    v_old text;
begin
    perform require_time_zone(p_time_zone);
    -- What the old zone made due is settled by its clock; dates stay, so that no boundary comes twice.
    v_now := lock_calendar(p_org_id, p_now);
    select o.time_zone into v_old from organizations as o where o.org_id = p_org_id;
    if v_old = p_time_zone then
        return;
    end if;
    -- All allocations before the pool, which settling takes.
    perform lock_pool_in_order(p_org_id);
    update organizations set time_zone = p_time_zone where org_id = p_org_id;
    update user_credit_allocations set next_reset_at = moved_midnight(next_reset_at, next_reset_date, v_old, p_time_zone)
    where org_id = p_org_id and next_reset_date is not null;
    update organization_credit_pools set next_own_grant_at = moved_midnight(next_own_grant_at, next_own_grant_date, v_old, p_time_zone)
    where org_id = p_org_id and next_own_grant_date is not null;
    update subscription_terms as t
    set planned_end_at = greatest(
        moved_midnight(t.planned_end_at, t.planned_end_date, v_old, p_time_zone), t.starts_at + interval '1 microsecond'
    )
    where t.org_id = p_org_id and t.ended_at is null and not t.is_trial;
    update subscription_terms as t set next_month_at = next_month_at(t) where t.org_id = p_org_id and t.ended_at is null;
    update organization_subscriptions as s
    set current_period_end = t.planned_end_at, cancel_at = case when s.cancel_at is not null then t.planned_end_at end
    from subscription_terms as t
    where s.org_id = p_org_id and s.status <> 'canceled' and t.org_id = s.org_id and t.term_id = s.term_id;
    perform record_audit(
        p_org_id, 'org.updated', p_actor_id, 'user', p_org_id::text,
        jsonb_build_object('time_zone', jsonb_build_array(v_old, p_time_zone))
    );
    -- What the new zone puts into the past happens now.
    perform pass_what_is_due(p_org_id, v_now, v_now);
end
$fn$;
comment on function set_organization_time_zone(uuid, text, text, timestamptz) is 'Moves an organization to another zone: what is due is settled first, then ends of terms, months, grants and resets keep their dates and take the new zone''s midnight; ends of trial and grace stay. Raises OB001 for a zone that PostgreSQL does not know, OB004, OB012.';
