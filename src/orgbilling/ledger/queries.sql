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

-- name: list_audit_problems
select p.problem, p.org_id, o.name as org_name, p.seal_number, p.audit_id
from verify_audit() as p
left join organizations as o on o.org_id = p.org_id
where %(org_id)s::uuid is null or p.org_id = %(org_id)s::uuid
order by p.org_id, p.seal_number, p.audit_id

-- name: count_audit
select
    (select count(*) from organization_audit_seals as s where %(org_id)s::uuid is null or s.org_id = %(org_id)s::uuid) as sealed,
    (select count(*) from organization_audit_unsealed as w where %(org_id)s::uuid is null or w.org_id = %(org_id)s::uuid) as unsealed,
    (
        select min(a.occurred_at) from organization_audit_unsealed as w
        inner join organization_audit_log as a on a.org_id = w.org_id and a.audit_id = w.audit_id
        where %(org_id)s::uuid is null or w.org_id = %(org_id)s::uuid
    ) as unsealed_since

-- name: list_audit_heads
select distinct on (s.org_id) s.org_id, s.seal_number, encode(s.hash, 'hex') as hash
from organization_audit_seals as s
where %(org_id)s::uuid is null or s.org_id = %(org_id)s::uuid
order by s.org_id, s.seal_number desc
