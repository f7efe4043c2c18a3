create or replace function pass_standing_end(p_org_id uuid, p_at timestamptz) returns void
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    s organization_subscriptions;
begin
    select * into s from organization_subscriptions
    where org_id = p_org_id and standing = 'past_due' and status <> 'canceled' and standing_until <= p_at;
    if found then
        perform store_subscription(enter_standing(s, 'blocked', null, p_at, 'system'));
    end if;
end
$fn$;
comment on function pass_standing_end(uuid, timestamptz) is 'At the instant at which a grace ends, the subscription is blocked.';
