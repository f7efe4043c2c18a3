-- Usage by local day. Closed days are read from coarse sums, later ones live.

-- name: find_days
-- never null: today, is_behind
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
-- nullable: user_id
select settled_usage(%(org_id)s, %(user_id)s, %(days)s, %(limit)s, %(now)s) as document;

-- name: list_calls
-- never null: tags
-- nullable: user_id, after_time, after_id
-- Each half is cut off by itself: the calls are many, and an index has them in this order.
with calls as (
    select x.*
    from calls_on_days(
        %(org_id)s, %(user_id)s, %(first_day)s, %(last_day)s, %(after_time)s, %(after_id)s
    ) as x
    order by x.created_at desc, x.row_id desc
    limit %(limit)s
),
refunds as (
    select x.*
    from refunds_on_days(
        %(org_id)s, %(user_id)s, %(first_day)s, %(last_day)s, %(after_time)s, %(after_id)s
    ) as x
    order by x.created_at desc, x.row_id desc
    limit %(limit)s
)
select
    x.created_at as time, x.row_id, p.email as user_email, p.name as user_name, x.service_type, x.service_name,
    x.metadata ->> 'model' as model, x.credits, x.api_cost_usd, x.markup_usd, x.request_id, x.kind, x.refunded_credits,
    x.metadata ->> 'end_user' as end_user, tags_of(x.metadata) as tags, x.metadata
from (select c.* from calls as c union all select r.* from refunds as r) as x
inner join users as p on p.user_id = x.user_id
order by x.created_at desc, x.row_id desc
limit %(limit)s;

-- name: list_calls_told
-- rows as: list_calls
-- nullable: user_id, after_time, after_id
-- As list_calls, of the calls whose metadata have all of one of `told`. All of them are found by the index of what calls
-- say, before any order: there are few of them among many.
with calls as materialized (
    select x.*
    from calls_on_days(
        %(org_id)s, %(user_id)s, %(first_day)s, %(last_day)s, %(after_time)s, %(after_id)s
    ) as x
    -- The index has no rows without metadata.
    where x.metadata <> '{}' and x.metadata @> any(%(told)s::text[]::jsonb[])
),
refunds as (
    select x.*
    from refunds_on_days(
        %(org_id)s, %(user_id)s, %(first_day)s, %(last_day)s, %(after_time)s, %(after_id)s
    ) as x
    where x.metadata @> any(%(told)s::text[]::jsonb[])
    order by x.created_at desc, x.row_id desc
    limit %(limit)s
)
select
    x.created_at as time, x.row_id, p.email as user_email, p.name as user_name, x.service_type, x.service_name,
    x.metadata ->> 'model' as model, x.credits, x.api_cost_usd, x.markup_usd, x.request_id, x.kind, x.refunded_credits,
    x.metadata ->> 'end_user' as end_user, tags_of(x.metadata) as tags, x.metadata
from (select c.* from calls as c union all select r.* from refunds as r) as x
inner join users as p on p.user_id = x.user_id
order by x.created_at desc, x.row_id desc
limit %(limit)s;
