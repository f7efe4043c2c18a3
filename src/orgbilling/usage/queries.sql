-- Usage by local day. Closed days are read from coarse sums, later ones live.

-- name: find_days
-- What is posted from now on is posted on this day or later; it is the organization's today, or the
-- day after the last closed one where a change of zone turned the calendar back.
select
    greatest(local_date(%(now)s, o.time_zone), o.usage_closed_through + 1) as today,
    o.usage_closed_through < local_date(%(now)s, o.time_zone) - 2 as is_behind
from organizations as o
where o.org_id = %(org_id)s;

-- name: close_days
select close_usage_days(%(org_id)s, %(now)s);

-- name: settled_usage
select settled_usage(%(org_id)s, %(user_id)s, %(days)s, %(limit)s, %(now)s) as document;

-- name: list_calls
-- By posting day, as every other figure of usage; the bound on the time only spares partitions.
select
    u.created_at as time, u.usage_id, p.email as user_email, p.name as user_name, u.service_type, u.service_name,
    u.request_metadata ->> 'model' as model, u.credits_used as credits, u.api_cost_usd, u.markup_usd, u.request_id
from credit_usage_attribution as u
inner join users as p on p.user_id = u.user_id
where
    u.org_id = %(org_id)s and (%(user_id)s::text is null or u.user_id = %(user_id)s::text)
    and u.local_day between %(first_day)s::date and %(last_day)s::date
    and u.created_at >= midnight_of(%(first_day)s::date - 2, 'UTC')
    and (u.created_at, u.usage_id) < (
        coalesce(%(after_time)s::timestamptz, 'infinity'), coalesce(%(after_id)s::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
    )
order by u.created_at desc, u.usage_id desc
limit %(limit)s;
