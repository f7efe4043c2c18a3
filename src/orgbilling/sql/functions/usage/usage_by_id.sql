create or replace function usage_by_id(p_org_id uuid, p_usage_id uuid) returns setof credit_usage_attribution
language sql
stable
rows 1
as $fn$
    -- The bound on time leaves earlier partitions out. One id as a range, and its order, are there for
    -- the planner: of a partition that was empty the index by time costs it the same as the primary
    -- key, and would be read from that time on; only the primary key has this order.
    select u.* from credit_usage_attribution as u
    where u.org_id = p_org_id and u.usage_id >= p_usage_id and u.usage_id <= p_usage_id
        and u.created_at >= uuid_v7_instant(p_usage_id) - interval '1 hour'
    order by u.org_id, u.usage_id
    limit 1;
$fn$;
comment on function usage_by_id(uuid, uuid) is 'The usage row of an id, by the primary key of its partition whatever statistics say.';
