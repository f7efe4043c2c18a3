create or replace view credit_request_details as
select
    r.org_id,
    r.request_id as id,
    r.user_id,
    u.email as user_email,
    u.name as user_name,
    r.status,
    r.requested_credits,
    r.reason,
    r.decided_credits,
    r.decided_by,
    d.name as decided_by_name,
    r.decided_at,
    r.decision_note,
    coalesce(a.allocated_credits, 0) as allocated_credits,
    coalesce(a.remaining_credits, 0) as remaining_credits,
    r.created_at
from credit_requests as r
inner join users as u on u.user_id = r.user_id
left join users as d on d.user_id = r.decided_by
left join allocation_balances as a on a.org_id = r.org_id and a.user_id = r.user_id;
comment on view credit_request_details is 'Requests for credits with the names of who asked and who decided, and what the member has now (0 without an allocation). State as it is stored: a read settles nobody, and what has fallen due since shows once its organization is settled.';
