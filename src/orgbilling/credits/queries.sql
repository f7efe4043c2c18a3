-- name: settle_organization
select settle_organization(%(org_id)s);

-- name: settled_pool
select settled_pool(%(org_id)s) as document;

-- name: balances
-- nullable: user_id, to_user_id
select
    pool_document(%(org_id)s) as pool, allocation_document(%(org_id)s, %(user_id)s) as allocation,
    allocation_document(%(org_id)s, %(to_user_id)s) as to_allocation;

-- name: add
select add_credits_to_pool(
    %(org_id)s, %(credits)s, 0, %(actor_id)s, %(reason)s, %(request_key)s
) as document;

-- name: request_purchase
-- nullable: purchase_amount, reason, request_key
select request_purchase(
    %(org_id)s, %(credits)s, %(purchase_amount)s, %(reason)s, %(actor_id)s, %(request_key)s
) as document;

-- name: quote
-- never null: amount_usd
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

-- name: transfer
select transfer_credits(
    %(org_id)s, %(user_id)s, %(to_user_id)s, %(credits)s, %(actor_id)s, %(reason)s, %(request_key)s
) as document;

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
-- nullable: only_user, search, after_number, after_text, after_id
-- never null: user_id, sort_number, sort_text
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
