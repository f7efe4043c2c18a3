-- name: begin_snapshot
set transaction isolation level repeatable read, read only

-- name: find_organizations
select o.org_id, o.name as org_name from organizations as o
where o.org_id::text = lower(%(organization)s) or lower(o.name) = lower(%(organization)s)
order by o.org_id

-- name: list_differences
-- never null: check_name
select d.check_name, d.org_id, o.name as org_name, d.subject, d.expected, d.actual
from verify_ledger() as d
left join organizations as o on o.org_id = d.org_id
where %(org_id)s::uuid is null or d.org_id = %(org_id)s::uuid
order by d.check_name, o.name, d.org_id, d.subject

-- name: count_rows
-- never null: organizations, movements, usage_rows
select
    (select count(*) from organizations as o where %(org_id)s::uuid is null or o.org_id = %(org_id)s::uuid) as organizations,
    (select count(*) from credit_transfers as t where %(org_id)s::uuid is null or t.org_id = %(org_id)s::uuid) as movements,
    (select count(*) from credit_usage_attribution as u where %(org_id)s::uuid is null or u.org_id = %(org_id)s::uuid) as usage_rows

-- name: list_audit_problems
-- never null: problem, org_id, audit_id
select p.problem, p.org_id, o.name as org_name, p.seal_number, p.audit_id
from verify_audit() as p
left join organizations as o on o.org_id = p.org_id
where %(org_id)s::uuid is null or p.org_id = %(org_id)s::uuid
order by p.org_id, p.seal_number, p.audit_id

-- name: count_audit
-- never null: sealed, unsealed
select
    (select count(*) from organization_audit_seals as s where %(org_id)s::uuid is null or s.org_id = %(org_id)s::uuid) as sealed,
    (select count(*) from organization_audit_unsealed as w where %(org_id)s::uuid is null or w.org_id = %(org_id)s::uuid) as unsealed,
    (
        select min(a.occurred_at) from organization_audit_unsealed as w
        inner join organization_audit_log as a on a.org_id = w.org_id and a.audit_id = w.audit_id
        where %(org_id)s::uuid is null or w.org_id = %(org_id)s::uuid
    ) as unsealed_since

-- name: list_audit_heads
-- never null: hash
select distinct on (s.org_id) s.org_id, s.seal_number, encode(s.hash, 'hex') as hash, s.sealed_at
from organization_audit_seals as s
where %(org_id)s::uuid is null or s.org_id = %(org_id)s::uuid
order by s.org_id, s.seal_number desc

-- name: find_installation
-- never null: taken_at
select installation_id() as installation_id, clock_timestamp() as taken_at

-- name: find_anchored_seals
-- What is there by now of seals that were anchored, in their order.
select
    a.org_id, o.name as org_name, encode(s.hash, 'hex') as hash,
    (select max(e.seal_number) from organization_audit_seals as e where e.org_id = a.org_id) as last_seal_number
from unnest(%(org_ids)s::uuid[], %(seal_numbers)s::bigint[]) with ordinality as a (org_id, seal_number, place)
left join organization_audit_seals as s on s.org_id = a.org_id and s.seal_number = a.seal_number
left join organizations as o on o.org_id = a.org_id
order by a.place
