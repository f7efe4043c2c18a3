-- What a system admin sees. Each block is one query; what concerns one organization is only read
-- for those on the page.

-- name: settle_due_subscriptions
select settle_subscriptions(null, %(now)s);

-- name: list_organizations
with listed as (
    select
        o.org_id, o.name as org_name, o.status as org_status, o.created_at,
        coalesce(s.subscription_plan, e.subscription_plan) as subscription_plan,
        monthly_share(coalesce(s.price_usd, e.price_usd), coalesce(s.billing_cycle, e.billing_cycle)) as monthly_price,
        coalesce(s.billing_cycle, e.billing_cycle) as billing_cycle,
        coalesce(s.status, e.status) as subscription_status,
        coalesce(recurring_revenue(s.status, s.price_usd, s.billing_cycle), 0) as mrr,
        coalesce(s.current_period_end, e.current_period_end) as current_period_end,
        coalesce(p.total_credits, 0) as total_credits,
        coalesce(p.lifetime_spent_usd, 0) as lifetime_spent
    from organizations as o
    left join organization_subscriptions as s on s.org_id = o.org_id and s.status <> 'canceled'
    left join lateral (
        select c.subscription_plan, c.price_usd, c.billing_cycle, c.status, c.current_period_end
        from organization_subscriptions as c
        where s.org_id is null and c.org_id = o.org_id
        order by c.created_at desc
        limit 1
    ) as e on true
    left join organization_credit_pools as p on p.org_id = o.org_id
    where %(search)s::text is null or position(lower(%(search)s::text) in lower(o.name)) > 0 or o.org_id::text = lower(%(search)s::text)
),
keyed as (
    select
        l.*,
        case %(sort)s::text
            when 'revenue' then l.mrr
            when 'total_credits' then l.total_credits
            when 'lifetime_spent' then l.lifetime_spent
            when 'created_at' then extract(epoch from l.created_at)
            -- Only this order needs the sums of all organizations instead of those of a page.
            when 'used_credits' then (
                select coalesce(sum(a.used_credits), 0) from user_credit_allocations as a where a.org_id = l.org_id
            )
            else 0
        end * case when %(is_reversed)s::boolean then -1 else 1 end as sort_number,
        case %(sort)s::text when 'name' then lower(l.org_name) else '' end as sort_text
    from listed as l
    where (%(plan)s::text is null or l.subscription_plan = %(plan)s::text)
    and (%(status)s::text is null or coalesce(l.subscription_status, 'none') = %(status)s::text)
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
    page.*,
    (select coalesce(sum(a.used_credits), 0) from user_credit_allocations as a where a.org_id = page.org_id) as used_credits,
    (select count(*) from organization_members as m where m.org_id = page.org_id and m.status = 'active') as member_count
from page
order by
    page.sort_number desc,
    case when not %(is_reversed)s::boolean then page.sort_text end,
    case when %(is_reversed)s::boolean then page.sort_text end desc,
    page.org_id;

-- name: sum_revenue
-- Where a month has no such day, its last day is compared.
select
    n.total_mrr, n.active_subscriptions, b.mrr_usd as total_mrr_before, b.subscriptions as active_subscriptions_before
from (
    select
        coalesce(sum(recurring_revenue(s.status, s.price_usd, s.billing_cycle)), 0) as total_mrr,
        count(*) filter (where s.status in ('active', 'past_due')) as active_subscriptions
    from organization_subscriptions as s
) as n
cross join recurring_revenue_at((%(now)s::timestamptz at time zone 'UTC' - interval '1 month') at time zone 'UTC') as b;

-- name: list_plans
select
    p.plan, p.name,
    count(s.org_id) filter (where s.status in ('active', 'past_due')) as count,
    coalesce(sum(recurring_revenue(s.status, s.price_usd, s.billing_cycle)), 0) as mrr,
    count(s.org_id) filter (where s.status = 'trialing') as trialing_count
from plans as p
left join organization_subscriptions as s on s.subscription_plan = p.plan and s.status <> 'canceled'
group by p.plan, p.name, p.monthly_price_usd
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
select u.total_credits_used, u.total_credits_used_before, u.top_org_ids, u.top_credits
from platform_usage(%(limit)s, %(now)s) as u;

-- name: list_top_organizations
select
    o.org_id, o.name as org_name, t.credits as total_credits_30_days,
    coalesce((
        select u.user_count
        from organization_usage_users(o.org_id, null, local_date(%(now)s, 'UTC') - 29, local_date(%(now)s, 'UTC') + 1, 1) as u
    ), 0) as user_count
from unnest(%(org_ids)s::uuid[], %(credits)s::numeric[]) as t (org_id, credits)
inner join organizations as o on o.org_id = t.org_id
order by t.credits desc, o.org_id;
