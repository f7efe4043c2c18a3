-- name: wait_for_other_loaders
select pg_advisory_lock(hashtext('orgbilling.demo'))

-- name: let_other_loaders
select pg_advisory_unlock(hashtext('orgbilling.demo'))

-- name: has_demo_people
select exists (select 1 from users where is_demo)

-- name: has_organization
select exists (select 1 from organizations where org_id = %s)

-- name: list_plans
select plan, managed_markup, own_key_markup from plans

-- name: add_people
insert into users (user_id, email, name, is_system_admin, created_at)
select p.user_id, p.email, p.name, p.is_system_admin, p.created_at
from unnest(%(user_ids)s::text[], %(emails)s::text[], %(names)s::text[], %(admins)s::boolean[], %(created)s::timestamptz[])
    as p (user_id, email, name, is_system_admin, created_at)
on conflict (user_id) do nothing

-- name: let_people_sign_in
update users set is_demo = true where user_id = any(%s::text[])

-- name: ensure_partitions
select ensure_usage_partitions(%(first)s, %(last)s)

-- name: create_organization
select create_organization(%(name)s, %(owner)s, 'UTC', %(email)s, %(org_id)s, %(now)s)

-- name: add_member
select user_id from add_member(%(org_id)s, %(user_id)s, %(role)s, %(actor)s, %(now)s)

-- name: create_subscription
select subscription_id from create_subscription(%(org_id)s, %(plan)s, 'monthly', %(trial_days)s::integer, %(actor)s, %(now)s)

-- name: change_subscription
select change from change_subscription(%(org_id)s, %(plan)s, 'monthly', %(actor)s, %(now)s)

-- name: pay_invoices
select status from mark_subscription_active(%(org_id)s, 'system', %(now)s)

-- name: fail_invoices
select status from mark_subscription_past_due(%(org_id)s, %(grace_days)s::integer, 'system', 'The card was declined.', %(now)s)

-- name: set_own_grant
select set_own_grant(%(org_id)s, %(credits)s, %(actor)s, %(now)s)

-- name: request_purchase
select request_purchase(%(org_id)s, %(credits)s, null, %(reason)s, %(actor)s, %(key)s, %(now)s) ->> 'id'

-- name: pay_purchase
select pay_purchase(%(org_id)s, %(purchase_id)s, %(actor)s, %(now)s)

-- name: allocate
select allocate_credits_to_user(%(org_id)s, %(user_id)s, %(credits)s, %(actor)s, %(reset_period)s, null, %(key)s, %(now)s)

-- name: request_credits
select request_credits(%(org_id)s, %(user_id)s, %(credits)s, %(reason)s, %(key)s, %(now)s)

-- name: settle
select settle_due(%(org_id)s, %(now)s)

-- name: spend
select coalesce(min(s.outcome) filter (where s.outcome <> 'ok'), 'ok') as outcome
from spend_credits_batch(
    %(org_id)s, array_fill('deduct'::text, array[cardinality(%(keys)s::text[])]), %(keys)s::text[], %(user_ids)s::text[],
    %(credits)s::numeric[], %(service_types)s::text[], %(service_names)s::text[], %(metadata)s::text[]::jsonb[],
    p_api_costs_usd => %(api_costs_usd)s::numeric[], p_markups_usd => %(markups_usd)s::numeric[], p_now => %(now)s
) as s

-- name: close_days
select close_usage_days(%(org_id)s, %(now)s)

-- name: mark_facts_processed
update outbox set processed_at = %(now)s where org_id = %(org_id)s and processed_at is null

-- name: refresh_closed_usage
select refresh_closed_usage()
