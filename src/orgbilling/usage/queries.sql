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
-- By posting day, as every other figure of usage; the bound on the time only spares partitions. Each half
-- is cut off by itself: the calls are many, and an index has them in this order.
with calls as (
    select
        u.created_at as time, u.usage_id as row_id, u.user_id, u.service_type, u.service_name,
        u.credits_used as credits, u.api_cost_usd, u.markup_usd, u.request_id, 'usage' as kind, 0 as refunded_credits,
        u.request_metadata as metadata
    from credit_usage_attribution as u
    where
        u.org_id = %(org_id)s and (%(user_id)s::text is null or u.user_id = %(user_id)s::text)
        and u.local_day between %(first_day)s::date and %(last_day)s::date
        and u.created_at >= midnight_of(%(first_day)s::date - 2, 'UTC')
        and (u.created_at, u.usage_id) < (
            coalesce(%(after_time)s::timestamptz, 'infinity'), coalesce(%(after_id)s::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
        )
    order by u.created_at desc, u.usage_id desc
    limit %(limit)s
),
refunds as (
    select
        r.created_at as time, r.refund_id as row_id, r.user_id, u.service_type, u.service_name,
        -r.credits as credits, null::numeric as api_cost_usd, null::numeric as markup_usd, u.request_id, 'refund' as kind,
        r.credits as refunded_credits, u.request_metadata as metadata
    from credit_usage_refunds as r
    cross join lateral usage_by_id(r.org_id, r.usage_id) as u
    where
        r.org_id = %(org_id)s and (%(user_id)s::text is null or r.user_id = %(user_id)s::text)
        and r.local_day between %(first_day)s::date and %(last_day)s::date
        and (r.created_at, r.refund_id) < (
            coalesce(%(after_time)s::timestamptz, 'infinity'), coalesce(%(after_id)s::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
        )
    order by r.created_at desc, r.refund_id desc
    limit %(limit)s
)
select
    x.time, x.row_id, p.email as user_email, p.name as user_name, x.service_type, x.service_name,
    x.metadata ->> 'model' as model, x.credits, x.api_cost_usd, x.markup_usd, x.request_id, x.kind, x.refunded_credits,
    x.metadata ->> 'end_user' as end_user, tags_of(x.metadata) as tags, x.metadata
from (select c.* from calls as c union all select r.* from refunds as r) as x
inner join users as p on p.user_id = x.user_id
order by x.time desc, x.row_id desc
limit %(limit)s;

-- name: list_calls_told
-- rows as: list_calls
-- As list_calls, of the calls whose metadata have all of one of `told`. All of them are found by the index of what calls
-- say, before any order: there are few of them among many.
with calls as materialized (
    select
        u.created_at as time, u.usage_id as row_id, u.user_id, u.service_type, u.service_name,
        u.credits_used as credits, u.api_cost_usd, u.markup_usd, u.request_id, 'usage' as kind, 0 as refunded_credits,
        u.request_metadata as metadata
    from credit_usage_attribution as u
    where
        u.org_id = %(org_id)s and (%(user_id)s::text is null or u.user_id = %(user_id)s::text)
        and u.local_day between %(first_day)s::date and %(last_day)s::date
        and u.created_at >= midnight_of(%(first_day)s::date - 2, 'UTC')
        and (u.created_at, u.usage_id) < (
            coalesce(%(after_time)s::timestamptz, 'infinity'), coalesce(%(after_id)s::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
        )
        -- The index has no rows without metadata.
        and u.request_metadata <> '{}' and u.request_metadata @> any(%(told)s::text[]::jsonb[])
),
refunds as (
    select
        r.created_at as time, r.refund_id as row_id, r.user_id, u.service_type, u.service_name,
        -r.credits as credits, null::numeric as api_cost_usd, null::numeric as markup_usd, u.request_id, 'refund' as kind,
        r.credits as refunded_credits, u.request_metadata as metadata
    from credit_usage_refunds as r
    cross join lateral usage_by_id(r.org_id, r.usage_id) as u
    where
        r.org_id = %(org_id)s and (%(user_id)s::text is null or r.user_id = %(user_id)s::text)
        and r.local_day between %(first_day)s::date and %(last_day)s::date
        and u.request_metadata @> any(%(told)s::text[]::jsonb[])
        and (r.created_at, r.refund_id) < (
            coalesce(%(after_time)s::timestamptz, 'infinity'), coalesce(%(after_id)s::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
        )
    order by r.created_at desc, r.refund_id desc
    limit %(limit)s
)
select
    x.time, x.row_id, p.email as user_email, p.name as user_name, x.service_type, x.service_name,
    x.metadata ->> 'model' as model, x.credits, x.api_cost_usd, x.markup_usd, x.request_id, x.kind, x.refunded_credits,
    x.metadata ->> 'end_user' as end_user, tags_of(x.metadata) as tags, x.metadata
from (select c.* from calls as c union all select r.* from refunds as r) as x
inner join users as p on p.user_id = x.user_id
order by x.time desc, x.row_id desc
limit %(limit)s;
