-- name: begin_snapshot
set transaction isolation level repeatable read, read only

-- name: find_organizations
select o.org_id, o.name as org_name from organizations as o
where o.org_id::text = lower(%(organization)s) or lower(o.name) = lower(%(organization)s)
order by o.org_id

-- name: list_differences
select d.check_name, d.org_id, o.name as org_name, d.subject, d.expected, d.actual
from verify_ledger() as d
left join organizations as o on o.org_id = d.org_id
where %(org_id)s::uuid is null or d.org_id = %(org_id)s::uuid
order by d.check_name, o.name, d.org_id, d.subject

-- name: count_rows
select
    (select count(*) from organizations as o where %(org_id)s::uuid is null or o.org_id = %(org_id)s::uuid) as organizations,
    (select count(*) from credit_transfers as t where %(org_id)s::uuid is null or t.org_id = %(org_id)s::uuid) as movements,
    (select count(*) from credit_usage_attribution as u where %(org_id)s::uuid is null or u.org_id = %(org_id)s::uuid) as usage_rows
