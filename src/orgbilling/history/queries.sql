-- Billing history and purchases, newest first. Ids are ordered by time, so that they page as well.

-- name: settle_organization
select settle_organization(%(org_id)s, %(now)s);

-- name: list_history
select
    h.history_id as id, h.org_id, h.event_type, h.amount_usd as amount, h.cash_usd, h.cash_event_id,
    h.currency, h.payment_status, h.period_start, h.period_end,
    h.subscription_id, h.purchase_id, p.status as purchase_status, h.details, h.actor_id, h.created_at
from org_billing_history as h
left join credit_purchases as p on p.org_id = h.org_id and p.purchase_id = h.purchase_id
where
    h.org_id = %(org_id)s and (%(event_type)s::text is null or h.event_type = %(event_type)s::text)
    and (%(first_day)s::date is null or h.created_at >= midnight_of(%(first_day)s::date, %(time_zone)s::text))
    and (%(last_day)s::date is null or h.created_at < midnight_of(%(last_day)s::date + 1, %(time_zone)s::text))
    and (%(after_id)s::uuid is null or h.history_id < %(after_id)s::uuid)
order by h.history_id desc
limit %(limit)s;

-- name: list_purchases
select
    p.purchase_id as id, p.org_id, p.credits, p.amount_usd, p.currency, p.status, p.reason, p.requested_by, p.created_at,
    p.paid_at, p.paid_by, p.ended_at, p.ended_by, p.end_reason
from credit_purchases as p
where
    p.org_id = %(org_id)s and (%(status)s::text is null or p.status = %(status)s::text)
    and (%(after_id)s::uuid is null or p.purchase_id < %(after_id)s::uuid)
order by p.purchase_id desc
limit %(limit)s;

-- name: pay_purchase
select pay_purchase(%(org_id)s, %(purchase_id)s, %(actor_id)s, %(now)s);

-- name: end_purchase
select end_purchase(%(org_id)s, %(purchase_id)s, %(outcome)s, %(actor_id)s, %(reason)s, %(now)s);
