create or replace function lock_live_subscription(p_org_id uuid) returns organization_subscriptions
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_found organization_subscriptions;
begin
    -- Who waited for a cancellation finds no row any more.
    select * into v_found from organization_subscriptions where org_id = p_org_id and status <> 'canceled' for no key update;
    if found then
        return v_found;
    end if;
    if exists (select 1 from organization_subscriptions where org_id = p_org_id) then
        raise exception 'the subscription has ended' using errcode = 'OB022';
    end if;
    raise exception 'the organization has no subscription' using errcode = 'OB017';
end
$fn$;
comment on function lock_live_subscription(uuid) is 'The organization''s live subscription, locked; the caller has called lock_calendar. Raises OB017 when there never was one, OB022 when it has ended.';
