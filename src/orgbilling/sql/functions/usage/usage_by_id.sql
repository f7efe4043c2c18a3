create or replace function usage_by_id(p_org_id uuid, p_usage_id uuid) returns setof credit_usage_attribution
language sql
stable
rows 1
as $fn$
    -- The bound on time leaves earlier partitions out. It is looked up by itself: joined, a plan for empty tables begins
    -- with all usage of the organization. By its order only the index of ids fits: in a month that has just begun, of which
    -- nothing is known yet, the index of instants would look as good, and reads all usage of an hour.
    select u.* from credit_usage_attribution as u
    where u.org_id = p_org_id and u.usage_id between p_usage_id and p_usage_id
        and u.created_at >= uuid_v7_instant(p_usage_id) - interval '1 hour'
    order by u.usage_id
    limit 1;
$fn$;
comment on function usage_by_id(uuid, uuid) is 'The usage row of an id.';
