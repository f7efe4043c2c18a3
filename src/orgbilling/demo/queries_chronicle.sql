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
-- never null: purchase_id
select (request_purchase(%(org_id)s, %(credits)s, null, %(reason)s, %(actor)s, %(key)s, %(now)s) ->> 'id')::uuid as purchase_id

-- name: pay_purchase
select pay_purchase(%(org_id)s, %(purchase_id)s, %(actor)s, %(now)s)

-- name: allocate
select allocate_credits_to_user(%(org_id)s, %(user_id)s, %(credits)s, %(actor)s, %(reset_period)s, null, %(key)s, %(now)s)

-- name: request_credits
select request_credits(%(org_id)s, %(user_id)s, %(credits)s, %(reason)s, %(key)s, %(now)s)

-- name: settle
select settle_due(%(org_id)s, %(now)s)

-- name: settle_before_spending
select settle_organization(%(org_id)s, %(now)s)

-- name: spend
select coalesce(min(s.outcome) filter (where s.outcome <> 'ok'), 'ok') as outcome
from spend(array(
    select
        spend_item(
            %(org_id)s, 'deduct', i.key, i.user_id, i.credits, i.service_type, i.service_name, i.metadata,
            p_api_cost_usd => i.api_cost_usd, p_markup_usd => i.markup_usd, p_closely => true
        )
    from unnest(
        %(keys)s::text[], %(user_ids)s::text[], %(credits)s::numeric[], %(service_types)s::text[], %(service_names)s::text[],
        %(metadata)s::text[]::jsonb[], %(api_costs_usd)s::numeric[], %(markups_usd)s::numeric[]
    ) with ordinality as i (key, user_id, credits, service_type, service_name, metadata, api_cost_usd, markup_usd, place)
    order by i.place
), p_now => %(now)s) as s

-- name: close_days
select close_usage_days(%(org_id)s, %(now)s)

-- name: mark_facts_processed
update outbox set processed_at = %(now)s where org_id = %(org_id)s and processed_at is null
