create or replace function settled_subscription(p_org_id uuid, p_now timestamptz default null) returns setof organization_subscriptions
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
begin
    perform settle_organization(p_org_id, p_now);
    return query
        select s.* from organization_subscriptions as s
        where s.org_id = p_org_id
        order by (s.status = 'canceled'), s.created_at desc
        limit 1;
end
$fn$;
comment on function settled_subscription(uuid, timestamptz) is 'The live subscription of an organization, or the last that ended, after whatever is due was settled; none where there never was one.';
