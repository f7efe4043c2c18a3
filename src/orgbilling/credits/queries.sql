-- name: spend_one_deduct
select
    ordinal, outcome, usage_id, hold_id, credits, remaining_credits, blocked_by, needed_credits,
    available_credits, replayed, released_credits, uncollected_credits, expires_at
from deduct_one(
    %s::uuid, %s::text, %s::text, %s::numeric, %s::text, %s::text, %s::jsonb, %s::numeric, %s::numeric, %s::bytea, %s::integer
);

-- name: spend_many_organizations
select
    ordinal, outcome, usage_id, hold_id, credits, remaining_credits, blocked_by, needed_credits,
    available_credits, replayed, released_credits, uncollected_credits, expires_at
from spend_credits_many(
    %s::uuid[], %s::integer[], %s::text[], %s::text[], %s::text[], %s::numeric[], %s::text[], %s::text[],
    %s::text[]::jsonb[], %s::uuid[], %s::integer[], %s::numeric[], %s::numeric[], %s::bytea[], %s::integer
);

-- name: deduct_together
select
    ordinal, outcome, usage_id, hold_id, credits, remaining_credits, blocked_by, needed_credits,
    available_credits, replayed, released_credits, uncollected_credits, expires_at
from deduct_together(
    %s::uuid[], %s::text[], %s::text[], %s::numeric[], %s::text[], %s::text[], %s::text[]::jsonb[], %s::numeric[],
    %s::numeric[], %s::bytea[]
);

-- name: spend_gateway_calls
select
    ordinal, outcome, usage_id, hold_id, credits, remaining_credits, blocked_by, needed_credits,
    available_credits, replayed, released_credits, uncollected_credits, expires_at
from spend_gateway_calls(
    %s::uuid[], %s::integer[], %s::text[], %s::text[], %s::text[], %s::numeric[], %s::text[], %s::text[],
    %s::text[]::jsonb[], %s::uuid[], %s::integer[], %s::numeric[], %s::numeric[], %s::bytea[], %s::text[]::jsonb[],
    %s::integer
);

-- name: settle_before_spending
select settle_organization(%s::uuid);

-- name: settle_organization
select settle_organization(%(org_id)s);

-- name: settled_pool
select settled_pool(%(org_id)s) as document;

-- name: check
select * from check_credits(%(org_id)s, %(user_id)s, %(credits)s);

-- name: is_member
select exists (
    select 1 from organization_members
    where org_id = %(org_id)s and user_id = %(user_id)s and status = 'active'
) as is_member;

-- name: add
select add_credits_to_pool(
    %(org_id)s, %(credits)s, 0, %(actor_id)s, %(reason)s, %(request_key)s
) as document;

-- name: request_purchase
select request_purchase(
    %(org_id)s, %(credits)s, %(purchase_amount)s, %(reason)s, %(actor_id)s, %(request_key)s
) as document;

-- name: quote
select quote_credits(%(credits)s) as amount_usd;

-- name: allocate
select allocate_credits_to_user(
    %(org_id)s, %(user_id)s, %(credits)s, %(actor_id)s, %(reset_period)s, %(notes)s, %(request_key)s
) as document;

-- name: set_allocation
select set_allocation(
    %(org_id)s, %(user_id)s, %(credits)s, %(actor_id)s, %(reset_period)s, %(notes)s, %(request_key)s
) as document;

-- name: reclaim
select reclaim_credits(
    %(org_id)s, %(user_id)s, %(credits)s, %(actor_id)s, %(reason)s, %(request_key)s
) as document;

-- name: close_allocation
select close_allocation(%(org_id)s, %(user_id)s, %(actor_id)s, %(reason)s);

-- name: refund_usage
select refund_usage(
    %(org_id)s, %(usage_id)s, %(credits)s, %(actor_id)s, %(reason)s, %(request_key)s,
    p_refund_lot_days => %(refund_lot_days)s
) as document;

-- name: refund_lot
select refund_pool_credits(
    %(org_id)s, %(lot_id)s, %(credits)s, %(actor_id)s, %(reason)s, %(request_key)s
) as document;

-- name: set_own_grant
select set_own_grant(%(org_id)s, %(amount)s, %(actor_id)s) as document;

-- name: lots
select
    lot_id, source, amount, used_credits, restored_credits, out_credits, left_credits,
    price_paid_usd, expires_at, purchase_id, opened_at
from credit_lots
where org_id = %(org_id)s and (%(before)s::uuid is null or lot_id < %(before)s)
order by lot_id desc
limit %(limit)s;

-- name: settled_allocations
select a.user_id, a.sort_number, a.sort_text, a.document
from settled_allocations(
    %(org_id)s, %(only_user)s, %(search)s, %(sort)s, %(is_reversed)s, %(after_number)s, %(after_text)s, %(after_id)s, %(limit)s
) as a;

-- name: transfers
select
    transfer_id as id, kind, from_account, to_account, user_id, amount, pool_balance_after, allocation_balance_after,
    actor_id, reason, request_key, created_at
from credit_transfers
where org_id = %(org_id)s and (%(before)s::uuid is null or transfer_id < %(before)s)
order by transfer_id desc
limit %(limit)s;

-- name: hold
select
    hold_id, user_id, credits, status, service_type, service_name, expires_at, created_at, captured_credits,
    released_credits, uncollected_credits, usage_id
from credit_holds where org_id = %(org_id)s and hold_id = %(hold_id)s;
