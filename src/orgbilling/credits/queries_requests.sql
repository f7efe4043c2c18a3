-- Requests for credits, newest first. Ids are ordered by time, so that they page as well.

-- name: list_requests
select
    r.id, r.org_id, r.user_id, r.user_email, r.user_name, r.status, r.requested_credits, r.reason, r.decided_credits, r.decided_by,
    r.decided_by_name, r.decided_at, r.decision_note, r.allocated_credits, r.remaining_credits, r.created_at
from credit_request_details as r
where
    r.org_id = %(org_id)s and (%(only_user)s::text is null or r.user_id = %(only_user)s::text)
    and (%(status)s::text is null or r.status = %(status)s::text)
    and (%(after_id)s::uuid is null or r.id < %(after_id)s::uuid)
order by r.id desc
limit %(limit)s;

-- name: request
select request_credits(%(org_id)s, %(user_id)s, %(credits)s, %(reason)s, %(request_key)s) as document;

-- name: approve
-- nullable: credits, note
select approve_credit_request(
    %(org_id)s, %(request_id)s, %(credits)s, %(note)s, %(actor_id)s, %(request_key)s
) as document;

-- name: decline
-- nullable: note
select decline_credit_request(%(org_id)s, %(request_id)s, %(note)s, %(actor_id)s) as document;

-- name: withdraw
select withdraw_credit_request(%(org_id)s, %(request_id)s, %(user_id)s) as document;
