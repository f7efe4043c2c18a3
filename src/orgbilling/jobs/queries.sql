-- name: list_calendar_due
-- never null: org_id
select d as org_id from organizations_due(%(now)s, %(limit)s) as d

-- name: settle_calendar
select settle_due(%(org_id)s, %(now)s)

-- name: list_usage_days_due
select o.org_id from organizations as o
where
    o.usage_closed_through < local_date(%(now)s::timestamptz - interval '15 minutes', o.time_zone) - 1
    and exists (
        select 1 from credit_usage_daily as d
        where
            d.org_id = o.org_id and d.day > o.usage_closed_through
            and d.day < local_date(%(now)s::timestamptz - interval '15 minutes', o.time_zone)
    )
order by o.org_id
limit %(limit)s

-- name: close_usage_days
select close_usage_days(%(org_id)s, %(now)s)

-- name: is_closed_usage_old
-- never null: is_old
select coalesce(min(c.as_of) < local_date(%(now)s, 'UTC'), true) as is_old from closed_usage as c

-- name: refresh_closed_usage
select refresh_closed_usage()

-- name: purge_request_keys
-- never null: purge_request_keys
select purge_request_keys(%(before)s, %(limit)s)

-- name: purge_outbox
-- never null: purge_outbox
select purge_outbox(%(before)s, %(limit)s)

-- name: purge_request_rates
-- never null: purge_request_rates
select purge_request_rates(%(before)s, %(limit)s)

-- name: purge_sign_ins
-- never null: purge_sign_ins
select purge_sign_ins(%(before)s, %(limit)s)

-- name: expire_purchases
-- never null: expire_purchases
select expire_purchases(%(before)s, %(limit)s, %(now)s)

-- name: list_unsealed
select w.org_id from organization_audit_unsealed as w group by w.org_id order by w.org_id limit %(limit)s

-- name: seal_audit
-- never null: seal_audit
select seal_audit(%(org_id)s, %(limit)s, %(now)s)

-- name: claim_facts
-- never null: payload
select o.org_id, o.outbox_id, o.topic, o.payload::text as payload
from outbox as o
where o.processed_at is null
order by o.created_at
limit %(limit)s
for update skip locked

-- name: mark_facts
update outbox as o set processed_at = %(now)s
from unnest(%(org_ids)s::uuid[], %(outbox_ids)s::uuid[]) as f (org_id, outbox_id)
where o.org_id = f.org_id and o.outbox_id = f.outbox_id
