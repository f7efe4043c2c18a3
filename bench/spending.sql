-- name: make_organizations
insert into organizations (org_id, name)
select o.org_id, 'Bench' from unnest(%(org_ids)s::uuid[]) as o (org_id)

-- name: make_pools
insert into organization_credit_pools (org_id)
select o.org_id from unnest(%(org_ids)s::uuid[]) as o (org_id)

-- name: make_subscriptions
select count(*)
from unnest(%(org_ids)s::uuid[]) as o (org_id)
cross join lateral create_subscription(o.org_id, 'platform', 'monthly', 0, 'bench') as s

-- name: make_users
insert into users (user_id, email, name)
select m.user_id, m.user_id || '@example.org', m.user_id
from unnest(%(user_ids)s::text[]) as m (user_id)

-- name: make_members
insert into organization_members (org_id, user_id, role)
select m.org_id, m.user_id, 'member'
from unnest(%(org_ids)s::uuid[], %(user_ids)s::text[]) as m (org_id, user_id)

-- name: add_credits
select count(add_credits_to_pool(o.org_id, %(credits)s, 0, 'bench', 'bench', null, null))
from unnest(%(org_ids)s::uuid[]) as o (org_id)

-- name: allocate
select count(allocate_credits_to_user(m.org_id, m.user_id, %(credits)s, 'bench', 'never', null, null))
from unnest(%(org_ids)s::uuid[], %(user_ids)s::text[]) as m (org_id, user_id)

-- name: make_service_key
insert into api_keys (org_id, kind, name, key_hash, key_prefix, created_by)
select o.org_id, 'service', 'bench', o.key_hash, 'bench', %(user_id)s
from unnest(%(org_ids)s::uuid[], %(key_hashes)s::bytea[]) as o (org_id, key_hash)

-- name: make_partitions
select ensure_usage_partitions((current_date - 62)::date, (current_date + 1)::date)

-- name: make_plain_pools
insert into plain_pools (org_id, total_credits)
select p.org_id, p.total_credits from organization_credit_pools as p

-- name: make_plain_allocations
insert into plain_allocations (org_id, user_id, allocated_credits)
select a.org_id, a.user_id, a.allocated_credits from user_credit_allocations as a

-- name: plain_deduct
select usage_id, remaining_credits from plain_deduct(%s, %s, %s, 'llm', 'gpt-4o', %s)

-- name: single_deduct
select outcome, usage_id, remaining_credits from deduct_credits(%s, %s, %s, 'llm', 'gpt-4o', %s)

-- name: count_usage
select count(*) from credit_usage_attribution

-- name: differences
select check_name, org_id, subject, expected, actual from verify_ledger()

-- name: vacuum
vacuum (analyze)

-- name: checkpoint
checkpoint

-- name: select_one
select 1

-- name: smallest_commit
select pg_logical_emit_message(true, 'bench', '')

-- name: server_settings
select name, setting, unit from pg_settings
where name in (
    'server_version', 'fsync', 'synchronous_commit', 'full_page_writes', 'wal_sync_method', 'shared_buffers', 'max_wal_size',
    'commit_delay', 'wal_compression'
)
order by name
