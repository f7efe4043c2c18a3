-- name: list_events
select
    a.audit_id, a.occurred_at, a.event_type, a.actor_id, coalesce(u.name, k.name) as actor_name, a.actor_kind, a.subject,
    s.name as subject_name, a.details, a.address, a.user_agent
from organization_audit_log as a
left join users as u on u.user_id = a.actor_id
-- A key acts under its id.
left join api_keys as k on k.org_id = a.org_id and k.key_id::text = a.actor_id
left join users as s on s.user_id = a.subject
where
    a.org_id = %(org_id)s and (%(event_type)s::text is null or a.event_type = %(event_type)s::text)
    and (%(actor_id)s::text is null or a.actor_id = %(actor_id)s::text)
    and (%(first_day)s::date is null or a.occurred_at >= midnight_of(%(first_day)s::date, %(time_zone)s::text))
    and (%(last_day)s::date is null or a.occurred_at < midnight_of(%(last_day)s::date + 1, %(time_zone)s::text))
    and (%(after_id)s::uuid is null or a.audit_id < %(after_id)s::uuid)
order by a.audit_id desc
limit %(limit)s;

-- name: list_events_of_all
-- By id over all organizations: ids are unique and ordered by time, whatever they belong to.
select
    a.audit_id, a.occurred_at, a.event_type, a.actor_id, coalesce(u.name, k.name) as actor_name, a.actor_kind, a.subject,
    s.name as subject_name, a.details, a.address, a.user_agent, o.org_id, o.name as org_name
from organization_audit_log as a
left join organizations as o on o.org_id = a.org_id
left join users as u on u.user_id = a.actor_id
left join api_keys as k on k.org_id = a.org_id and k.key_id::text = a.actor_id
left join users as s on s.user_id = a.subject
where
    (%(event_type)s::text is null or a.event_type = %(event_type)s::text)
    and (%(actor_id)s::text is null or a.actor_id = %(actor_id)s::text)
    and (%(first_day)s::date is null or a.occurred_at >= midnight_of(%(first_day)s::date, 'UTC'))
    and (%(last_day)s::date is null or a.occurred_at < midnight_of(%(last_day)s::date + 1, 'UTC'))
    and (%(after_id)s::uuid is null or a.audit_id < %(after_id)s::uuid)
order by a.audit_id desc
limit %(limit)s;
