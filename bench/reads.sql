-- What the reads are measured on, made set by set. The measured organizations get their credits through the ledger's
-- functions and then usage rows in the order of their numbers, so that all they have adds up; only their request keys
-- are left out. The other organizations have what screens read of them, and no movements behind it.

-- name: make_people
insert into users (user_id, email, name, is_system_admin)
select p.user_id, p.user_id || '@example.org', p.user_id, p.user_id = %(root)s
from (values (%(root)s::text), (%(owner)s::text)) as p (user_id)

-- name: make_session
insert into sessions (token_hash, user_id, created_at, last_seen_at, expires_at)
values (%(token_hash)s, %(user_id)s, now(), now(), now() + interval '1 day')

-- name: make_measured_organization
select create_organization(%(name)s, %(owner)s, 'UTC', null, %(org_id)s, now() - interval '90 days')

-- name: make_measured_subscription
select count(*) from create_subscription(%(org_id)s, 'platform', 'monthly', 0, %(owner)s, date_trunc('day', now() - interval '3 days'))

-- name: make_measured_members
with made as (
    insert into users (user_id, email, name)
    select %(prefix)s || '-' || n, %(prefix)s || '-' || n || '@example.org', 'Member ' || n
    from generate_series(1, %(members)s) as n
    returning user_id
)
insert into organization_members (org_id, user_id, role) select %(org_id)s, made.user_id, 'member' from made

-- name: add_credits
select add_credits_to_pool(%(org_id)s, %(credits)s, 0, %(owner)s, 'bench', null, null)

-- name: allocate
select count(allocate_credits_to_user(m.org_id, m.user_id, %(credits)s, %(owner)s, 'never', null, null))
from organization_members as m
where m.org_id = %(org_id)s and m.role = 'member'

-- name: make_service_key
insert into api_keys (org_id, kind, name, key_hash, key_prefix, created_by)
values (%(org_id)s, 'service', 'bench', %(key_hash)s, 'bench', %(owner)s)

-- name: add_usage
-- One usage row a day, member and service in each pass from first_pass to last_pass.
with fresh as (
    select
        a.org_id, a.user_id, a.allocated_credits, a.used_credits, a.seq, a.held_credits, d.day, s.service_type, s.service_name,
        (1 + (hashtext(a.user_id || d.day || s.service_name) & 1023)) * 0.001 as credits,
        row_number() over (partition by a.user_id order by d.day, p.pass, s.service_name) as n
    from user_credit_allocations as a
    cross join generate_series(%(first_pass)s::integer, %(last_pass)s::integer) as p (pass)
    cross join (
        select (current_date - g)::date as day from generate_series(0, %(days)s::integer - 1) as g
    ) as d
    cross join (
        values ('llm', 'gpt-4o'), ('llm', 'claude-sonnet'), ('search', 'web'), ('embedding', 'text-3'), ('image', 'flux'), ('audio', 'whisper')
    ) as s (service_type, service_name)
    -- Not everybody uses everything every day.
    where a.org_id = %(org_id)s and (hashtext(d.day || s.service_name || a.user_id) & 255) < 256 * %(share)s::float
),
numbered as (
    select f.*, sum(f.credits) over (partition by f.user_id order by f.n) as used from fresh as f
)
insert into credit_usage_attribution (
    org_id, usage_id, created_at, local_day, user_id, credits_used, charged_credits, period_number, allocation_seq,
    allocation_balance_after, remaining_credits, service_type, service_name, request_id, api_cost_usd, markup_usd
)
select
    n.org_id, gen_random_uuid(), n.day + interval '1 minute', n.day, n.user_id, n.credits, n.credits, 1, n.seq + n.n,
    n.allocated_credits - n.used_credits - n.used, n.allocated_credits - n.used_credits - n.used - n.held_credits,
    n.service_type, n.service_name, 'generated', n.credits * 0.0006, n.credits * 0.0003
from numbered as n

-- name: charge_usage
update user_credit_allocations as a
set used_credits = u.charged, cumulative_used_credits = u.charged, seq = u.seq
from (
    select user_id, sum(charged_credits) as charged, max(allocation_seq) as seq
    from credit_usage_attribution where org_id = %(org_id)s group by user_id
) as u
where a.org_id = %(org_id)s and a.user_id = u.user_id

-- name: drop_rollups
with
daily as (delete from credit_usage_daily where org_id = %(org_id)s),
by_user as (delete from credit_usage_daily_users where org_id = %(org_id)s),
by_service as (delete from credit_usage_daily_services where org_id = %(org_id)s),
totals as (delete from credit_usage_daily_totals where org_id = %(org_id)s)
update organizations set usage_closed_through = '-infinity' where org_id = %(org_id)s

-- name: roll_up
insert into credit_usage_daily (org_id, day, user_id, service_type, service_name, credits, requests, api_cost_usd, markup_usd)
select
    u.org_id, u.local_day, u.user_id, u.service_type, coalesce(u.service_name, ''), sum(u.credits_used), count(*),
    coalesce(sum(u.api_cost_usd), 0), coalesce(sum(u.markup_usd), 0)
from credit_usage_attribution as u
where u.org_id = %(org_id)s
group by u.org_id, u.local_day, u.user_id, u.service_type, coalesce(u.service_name, '')

-- name: close_days
select close_usage_days(%(org_id)s)

-- name: make_other_organizations
with made as (
    insert into organizations (org_id, name, created_at, usage_closed_through)
    select gen_random_uuid(), 'Company ' || n, now() - interval '90 days', current_date - 1
    from generate_series(1, %(organizations)s) as n
    returning org_id
),
pools as (
    insert into organization_credit_pools (org_id, available_credits, allocated_credits, lifetime_purchased_credits, lifetime_spent_usd)
    select org_id, 7000, 3000, 10000, 10 from made
),
subscribed as (
    insert into organization_subscriptions (
        org_id, subscription_plan, billing_cycle, price_usd, status, standing, standing_until, grace_ends_at, anchor_date,
        current_period_start, current_period_end, created_by, created_at
    )
    select
        m.org_id, p.plan, 'monthly', p.monthly_price_usd, case when m.chance < 0.01 then 'past_due' else 'active' end,
        case when m.chance < 0.01 then 'past_due' else 'active' end, case when m.chance < 0.01 then now() + interval '3 days' end,
        case when m.chance < 0.01 then now() + interval '3 days' end, current_date - 3,
        date_trunc('day', now() - interval '3 days'), date_trunc('day', now() + interval '25 days'), 'bench', now() - interval '80 days'
    from (select org_id, random() as chance, (array['platform', 'byok', 'hybrid'])[1 + floor(random() * 3)] as plan from made) as m
    inner join plans as p on p.plan = m.plan
    returning *
)
insert into subscription_standings (org_id, subscription_id, standing_number, standing, from_at, until_at, actor_id)
select org_id, subscription_id, 1, standing, created_at, standing_until, 'bench' from subscribed

-- name: make_other_members
with people as (
    insert into users (user_id, email, name)
    select 'o-' || o.org_id || '-' || n, n || '@example.org', 'Person ' || n
    from organizations as o
    cross join generate_series(1, 3) as n
    where o.created_by is null
    returning user_id, substr(user_id, 3, 36)::uuid as org_id
),
members as (
    insert into organization_members (org_id, user_id, role) select org_id, user_id, 'member' from people
    returning org_id, user_id
)
insert into user_credit_allocations (org_id, user_id, allocated_credits, used_credits, target_credits, cumulative_used_credits)
select org_id, user_id, 1000, 120, 1000, 120 from members

-- name: make_other_history
insert into org_billing_history (
    org_id, history_id, event_type, amount_usd, payment_status, period_start, period_end, subscription_id, details, actor_id, created_at
)
select
    s.org_id, gen_random_uuid(), e.event_type, s.price_usd, e.payment_status, s.current_period_start, s.current_period_end,
    s.subscription_id, case when e.event_type = 'invoice_created' then jsonb_build_object('mrr_before_usd', s.price_usd) else '{}' end,
    'bench', s.current_period_start
from organization_subscriptions as s
cross join (values ('invoice_created', 'paid'), ('invoice_paid', 'paid')) as e (event_type, payment_status)
where s.created_by = 'bench'

-- name: make_other_usage
with days as (
    select a.org_id, a.user_id, (current_date - 3 * g)::date as day
    from (select org_id, min(user_id) as user_id from user_credit_allocations group by org_id) as a
    inner join organizations as o on o.org_id = a.org_id and o.created_by is null
    cross join generate_series(0, %(days)s::integer / 3 - 1) as g
),
daily as (
    insert into credit_usage_daily (org_id, day, user_id, service_type, service_name, credits, requests, api_cost_usd, markup_usd)
    select org_id, day, user_id, 'llm', 'gpt-4o', 6, 30, 0.004, 0.002 from days
),
by_user as (
    insert into credit_usage_daily_users (org_id, day, user_id, credits, requests, refunded_credits)
    select org_id, day, user_id, 6, 30, 0 from days where day < current_date
),
by_service as (
    insert into credit_usage_daily_services (org_id, day, service_type, service_name, credits, requests, refunded_credits)
    select org_id, day, 'llm', 'gpt-4o', 6, 30, 0 from days where day < current_date
)
insert into credit_usage_daily_totals (org_id, day, credits, requests, users, api_cost_usd, markup_usd, refunded_credits)
select org_id, day, 6, 30, 1, 0.004, 0.002, 0 from days where day < current_date

-- name: join_others
insert into organization_members (org_id, user_id, role)
select o.org_id, %(owner)s, 'member' from (
    select org_id from organizations where created_by is null order by name limit 4
) as o

-- name: refresh_closed_usage
select refresh_closed_usage()

-- name: count_rows
select
    (select count(*) from organizations) as organizations,
    (select count(*) from organization_members) as members,
    (select count(*) from credit_usage_attribution) as usage_rows,
    (select count(*) from credit_usage_daily) as daily_rows

-- name: differences_of_measured
-- C7 (every usage row has its request key) is left out: generated rows have none.
select d.check_name, d.org_id, d.subject, d.expected, d.actual
from verify_ledger() as d
where d.org_id = any(%(org_ids)s::uuid[]) and d.check_name not like 'C7%%'

-- name: vacuum
vacuum (analyze)
