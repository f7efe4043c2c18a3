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

-- name: list_days
select d.day as date, d.credits, d.requests
from organization_usage_days(%(org_id)s, %(user_id)s, %(first_day)s, %(last_day)s) as d;

-- name: list_services
select s.service_type, s.credits, s.requests
from organization_usage_services(%(org_id)s, %(user_id)s, %(first_day)s, %(last_day)s) as s;

-- name: list_users
select x.user_id, u.email as user_email, u.name as user_name, x.credits as total_credits, x.requests as request_count, x.user_count
from organization_usage_users(%(org_id)s, %(user_id)s, %(first_day)s, %(last_day)s, %(limit)s) as x
inner join users as u on u.user_id = x.user_id
order by x.credits desc, x.user_id;
