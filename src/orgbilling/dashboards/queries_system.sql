-- What a system admin sees. Each block is one query; what concerns one organization is only read
-- for those on the page.

-- name: list_organizations
-- never null: sort_number, sort_text
-- Orders and filters first, by what they need alone; the rest is read for the page.
with keyed as (
    select
        o.org_id,
        case %(sort)s::text
            when 'revenue' then coalesce(recurring_revenue(s.status, s.price_usd, s.billing_cycle), 0)
            when 'total_credits' then coalesce(p.total_credits, 0)
            when 'lifetime_spent' then coalesce(p.lifetime_spent_usd, 0)
            when 'created_at' then extract(epoch from o.created_at)
            -- Only this order needs the sums of all organizations instead of those of a page.
            when 'used_credits' then (
                select coalesce(sum(a.used_credits), 0) from user_credit_allocations as a where a.org_id = o.org_id
            )
            else 0
        end * case when %(is_reversed)s::boolean then -1 else 1 end as sort_number,
        case %(sort)s::text when 'name' then lower(o.name) else '' end as sort_text
    from organizations as o
    left join organization_subscriptions as s on s.org_id = o.org_id and s.status <> 'canceled'
    left join lateral (
        select c.subscription_plan, c.status
        from organization_subscriptions as c
        where
            s.org_id is null and c.org_id = o.org_id
            and (%(plan)s::text is not null or %(status)s::text is not null)
        order by c.created_at desc
        limit 1
    ) as e on true
    left join organization_credit_pools as p
        on p.org_id = o.org_id and %(sort)s::text in ('total_credits', 'lifetime_spent')
    where
        (
            %(search)s::text is null or position(lower(%(search)s::text) in lower(o.name)) > 0
            or o.org_id::text = lower(%(search)s::text)
        )
        and (%(plan)s::text is null or coalesce(s.subscription_plan, e.subscription_plan) = %(plan)s::text)
        and (%(status)s::text is null or coalesce(s.status, e.status, 'none') = %(status)s::text)
),
page as (
    select k.* from keyed as k
    where %(after_id)s::uuid is null
    or k.sort_number < %(after_number)s::numeric
    or (
        k.sort_number = %(after_number)s::numeric
        and (
            (k.sort_text = %(after_text)s::text and k.org_id > %(after_id)s::uuid)
            or case when %(is_reversed)s::boolean then k.sort_text < %(after_text)s::text else k.sort_text > %(after_text)s::text end
        )
    )
    order by
        k.sort_number desc,
        case when not %(is_reversed)s::boolean then k.sort_text end,
        case when %(is_reversed)s::boolean then k.sort_text end desc,
        k.org_id
    limit %(limit)s
)
select
    page.sort_number, page.sort_text, o.org_id, o.name as org_name, o.status as org_status, o.created_at, s.subscription_plan,
    monthly_share(s.price_usd, s.billing_cycle) as monthly_price, s.billing_cycle, s.status as subscription_status,
    coalesce(recurring_revenue(s.status, s.price_usd, s.billing_cycle), 0) as mrr, s.current_period_end,
    coalesce(p.total_credits, 0) as total_credits, coalesce(p.lifetime_spent_usd, 0) as lifetime_spent,
    (select coalesce(sum(a.used_credits), 0) from user_credit_allocations as a where a.org_id = page.org_id) as used_credits,
    (select count(*) from organization_members as m where m.org_id = page.org_id and m.status = 'active') as member_count
from page
inner join organizations as o on o.org_id = page.org_id
left join organization_credit_pools as p on p.org_id = page.org_id
left join lateral (
    select c.subscription_plan, c.price_usd, c.billing_cycle, c.status, c.current_period_end
    from organization_subscriptions as c
    where c.org_id = page.org_id
    order by (c.status = 'canceled'), c.created_at desc
    limit 1
) as s on true
order by
    page.sort_number desc,
    case when not %(is_reversed)s::boolean then page.sort_text end,
    case when %(is_reversed)s::boolean then page.sort_text end desc,
    page.org_id;

-- name: revenue_before
-- never null: total_mrr, active_subscriptions
-- Where a month has no such day, its last day is compared.
select b.mrr_usd as total_mrr, b.subscriptions as active_subscriptions
from recurring_revenue_at((%(now)s::timestamptz at time zone 'UTC' - interval '1 month') at time zone 'UTC') as b;

-- name: list_plans
-- never null: subscription_count
-- Each plan's share; together they are the platform's revenue.
select
    p.plan, p.name, coalesce(s.count, 0) as subscription_count, coalesce(s.mrr, 0) as mrr, coalesce(s.trialing_count, 0) as trialing_count
from plans as p
left join (
    select
        x.subscription_plan,
        count(*) filter (where x.status in ('active', 'past_due')) as count,
        sum(recurring_revenue(x.status, x.price_usd, x.billing_cycle)) as mrr,
        count(*) filter (where x.status = 'trialing') as trialing_count
    from organization_subscriptions as x
    where x.status <> 'canceled'
    group by x.subscription_plan
) as s on s.subscription_plan = p.plan
order by p.monthly_price_usd, p.plan;

-- name: list_past_due
select
    s.org_id, o.name as org_name, s.subscription_id, s.subscription_plan, s.billing_cycle,
    monthly_share(s.price_usd, s.billing_cycle) as monthly_price, s.grace_ends_at, s.grace_ends_at > %(now)s as may_spend,
    s.current_period_end, coalesce(i.amount_due, 0) as amount_due, i.open_invoice_count, f.past_due_since, f.failed_at,
    f.failure_reason
from organization_subscriptions as s
inner join organizations as o on o.org_id = s.org_id
cross join lateral (
    select
        sum(h.amount_usd) filter (where h.event_type = 'invoice_created' and h.payment_status in ('pending', 'failed')) as amount_due,
        count(*) filter (where h.event_type = 'invoice_created' and h.payment_status in ('pending', 'failed')) as open_invoice_count,
        max(h.created_at) filter (where h.event_type = 'invoice_paid') as paid_at
    from org_billing_history as h
    where h.org_id = s.org_id and h.subscription_id = s.subscription_id
) as i
cross join lateral (
    select
        min(h.created_at) as past_due_since, max(h.created_at) as failed_at,
        (array_agg(h.details ->> 'reason' order by h.history_id desc))[1] as failure_reason
    from org_billing_history as h
    where
        h.org_id = s.org_id and h.subscription_id = s.subscription_id and h.event_type = 'invoice_failed'
        and h.created_at > coalesce(i.paid_at, '-infinity')
) as f
where s.status = 'past_due'
order by s.grace_ends_at, s.org_id
limit %(limit)s;

-- name: sum_usage
-- never null: total_credits_used, total_credits_used_before, refunded_credits, top_org_ids, top_credits, top_refunded
select
    u.total_credits_used, u.total_credits_used_before, u.refunded_credits, u.top_org_ids, u.top_credits, u.top_refunded
from platform_usage(%(limit)s, %(now)s) as u;

-- name: list_top_organizations
select
    o.org_id, o.name as org_name, t.credits as total_credits_30_days, t.refunded as refunded_credits,
    -- One look-up a member, instead of a row a member and day.
    (
        select count(*) from (
            select m.user_id from organization_members as m
            where m.org_id = o.org_id and exists (
                select 1 from credit_usage_daily_users as u
                where
                    u.org_id = m.org_id and u.user_id = m.user_id and u.requests > 0
                    and u.day between local_date(%(now)s, 'UTC') - 29
                    and least(local_date(%(now)s, 'UTC') + 1, o.usage_closed_through)
                -- Keeps the planner from reading every day of everybody instead.
                offset 0
            )
            union
            select d.user_id from credit_usage_daily as d
            where
                d.org_id = o.org_id and d.requests > 0 and d.day between greatest(local_date(%(now)s, 'UTC') - 29, o.usage_closed_through + 1)
                and local_date(%(now)s, 'UTC') + 1
        ) as spenders
    ) as user_count
from unnest(%(org_ids)s::uuid[], %(credits)s::numeric[], %(refunded)s::numeric[]) as t (org_id, credits, refunded)
inner join organizations as o on o.org_id = t.org_id
order by t.credits desc, o.org_id;
