-- name: spend
-- never null: ordinal, outcome, replayed
select
    ordinal, outcome, usage_id, hold_id, credits, remaining_credits, blocked_by, needed_credits,
    available_credits, replayed, released_credits, uncollected_credits, expires_at, malformed_field,
    blocked_limit::text as blocked_limit
from spend(%s::spend_item_v2[], %s::integer);

-- name: settle_before_spending
select settle_organization(%s::uuid);

-- name: check
select c.sufficient, c.remaining_credits, c.blocked_by, c.blocked_limit::text as blocked_limit, c.barred
from check_credits(
    %(org_id)s, %(user_id)s, %(credits)s, p_credential_id => %(credential_id)s, p_address => %(address)s::inet
) as c;

-- name: is_member
-- never null: is_member
select exists (
    select 1 from organization_members
    where org_id = %(org_id)s and user_id = %(user_id)s and status = 'active'
) as is_member;
