-- Terms, their parts and their invoices, told from the billing history; what had to be guessed, or will go another way
-- from now on, is a row of calendar_migration_report.
set local lock_timeout = '10s';

-- What is told here must not change before the functions of now write it in the new tables: whoever is at it ends first,
-- and until these functions are there again nobody begins.
lock table organizations, organization_subscriptions, org_billing_history, organization_credit_pools in share row exclusive mode;
-- squawk-ignore ban-drop-function
drop function if exists
create_subscription(uuid, text, text, integer, text, timestamptz),
store_subscription(organization_subscriptions),
resolve_invoices(organization_subscriptions, text, text, text, timestamptz),
refresh_pool(uuid, timestamptz),
configure_refresh(uuid, numeric, text, timestamptz),
set_organization_status(uuid, text, text, timestamptz),
set_organization_time_zone(uuid, text, text, timestamptz);

create table calendar_migration_report (
    report_id bigint generated always as identity primary key,
    org_id uuid not null references organizations,
    subject text not null,
    found text not null,
    taken_over_as text not null,
    migrated_at timestamptz not null default now()
);
create index calendar_migration_report_by_organization on calendar_migration_report (org_id);
comment on table calendar_migration_report is 'What an operator should know of the move to calendar by standings and terms: each difference and each guess.';
comment on column calendar_migration_report.report_id is 'Number of the row.';
comment on column calendar_migration_report.org_id is 'The organization.';
comment on column calendar_migration_report.subject is 'What it is about: a month, a refresh, an invoice, a standing.';
comment on column calendar_migration_report.found is 'What was there.';
comment on column calendar_migration_report.taken_over_as is 'What is there now, and what follows from it.';
comment on column calendar_migration_report.migrated_at is 'When.';

-- Functions of this migration alone: what the program's own functions are while it runs, nobody knows.
create or replace function pg_temp.report(p_org_id uuid, p_subject text, p_found text, p_taken_over_as text) returns void
language sql
as $fn$
    insert into calendar_migration_report (org_id, subject, found, taken_over_as) values (p_org_id, p_subject, p_found, p_taken_over_as);
$fn$;

create or replace function pg_temp.month_date(p_anchor date, p_months integer) returns date
language sql immutable
return (p_anchor + make_interval(months => p_months))::date;

-- The first instant of a local day, also where midnight comes twice or not at all.
create or replace function pg_temp.first_instant(p_date date, p_time_zone text) returns timestamptz
language sql stable
return (
    select min(t.at_instant)
    from generate_series(0, 12) as k (quarters)
    cross join lateral (
        select (p_date::timestamp at time zone p_time_zone) - k.quarters * interval '15 minutes' as at_instant
    ) as t
    where t.at_instant at time zone p_time_zone >= p_date::timestamp
);

create or replace function pg_temp.time_ordered_id(p_at timestamptz) returns uuid
language sql volatile
return (lpad(to_hex(floor(date_part('epoch', p_at) * 1000 + 0.0005)::bigint), 12, '0') || '7' || substr(gen_random_uuid()::text, 16))::uuid;

-- An organization that moved told its days by the zone of before.
create or replace function pg_temp.local_date_then(p_org_id uuid, p_at timestamptz) returns date
language sql stable
as $fn$
    select (p_at at time zone coalesce(
        (
            select a.details -> 'time_zone' ->> 0
            from organization_audit_log as a
            where
                a.org_id = p_org_id and a.event_type = 'org.updated' and a.occurred_at > p_at
                and jsonb_typeof(a.details -> 'time_zone') = 'array'
            order by a.audit_id
            limit 1
        ),
        o.time_zone
    ))::date
    from organizations as o where o.org_id = p_org_id
$fn$;

-- Terms: a trial has no invoice, a change of cycle has a proration's or none, every other one has a period's.
create temporary table told_terms on commit drop as
with began as (
    select
        s.org_id, s.subscription_id, s.created_at as starts_at, s.trial_ends_at as planned_end_at, true as is_trial,
        coalesce(h.details ->> 'subscription_plan', s.subscription_plan) as subscription_plan,
        coalesce(h.details ->> 'billing_cycle', s.billing_cycle) as billing_cycle,
        coalesce((h.details ->> 'price_usd')::numeric, s.price_usd) as price_usd, null::uuid as invoice_id
    from organization_subscriptions as s
    left join org_billing_history as h
        on h.org_id = s.org_id and h.subscription_id = s.subscription_id and h.event_type = 'subscription_created'
    where s.trial_ends_at is not null
    union all
    select
        h.org_id, h.subscription_id, h.period_start, h.period_end, false,
        h.details ->> 'subscription_plan', h.details ->> 'billing_cycle', h.amount_usd, h.history_id
    from org_billing_history as h
    where h.event_type = 'invoice_created' and h.subscription_id is not null and h.details ->> 'invoice_kind' = 'period'
    union all
    select
        h.org_id, h.subscription_id, h.created_at, h.period_end, false, h.details ->> 'new_plan', h.details ->> 'new_billing_cycle',
        case h.details ->> 'new_billing_cycle' when 'yearly' then p.yearly_price_usd else p.monthly_price_usd end, i.history_id
    from org_billing_history as h
    inner join organization_subscriptions as s on s.org_id = h.org_id and s.subscription_id = h.subscription_id
    inner join plans as p on p.plan = h.details ->> 'new_plan'
    left join org_billing_history as i
        on i.org_id = h.org_id and i.subscription_id = h.subscription_id and i.created_at = h.created_at
        and i.event_type = 'invoice_created' and i.details ->> 'invoice_kind' = 'proration'
    where
        h.event_type = 'subscription_upgraded' and h.details ->> 'old_billing_cycle' <> h.details ->> 'new_billing_cycle'
        and (s.trial_ends_at is null or h.created_at >= s.trial_ends_at)
        and not exists (
            select 1 from org_billing_history as x
            where
                x.org_id = h.org_id and x.subscription_id = h.subscription_id and x.period_start = h.created_at
                and x.event_type = 'invoice_created' and x.details ->> 'invoice_kind' = 'period'
        )
),
untold as (
    select s.*
    from organization_subscriptions as s
    where not exists (
        select 1 from began as b
        where b.org_id = s.org_id and b.subscription_id = s.subscription_id and b.starts_at = s.current_period_start
    )
),
every as (
    select b.*, false as is_guessed from began as b
    union all
    select
        u.org_id, u.subscription_id, u.current_period_start, u.current_period_end, false, u.subscription_plan, u.billing_cycle,
        u.price_usd, null, true
    from untold as u
),
ordered as (
    select
        e.*, row_number() over w as term_number, lead(e.starts_at) over w as next_starts_at,
        case
            when lag(e.is_trial) over w is null then 'created'
            when lag(e.is_trial) over w then 'trial_ended'
            else coalesce((
                select min(case when h.details ? 'new_plan' then 'changed' else 'resumed' end)
                from org_billing_history as h
                where
                    h.org_id = e.org_id and h.subscription_id = e.subscription_id and h.created_at = e.starts_at
                    and h.event_type = 'subscription_upgraded' and (h.details ? 'new_plan' or h.details ->> 'reason' = 'resumed')
            ), 'renewed')
        end as cause,
        lag(e.billing_cycle) over w as cycle_before
    from every as e
    window w as (partition by e.org_id, e.subscription_id order by e.starts_at asc, e.is_trial desc)
),
-- A renewal keeps the anchor: terms of one anchor are a chain.
chained as (
    select
        o.*, count(*) filter (where o.cause <> 'renewed' or o.billing_cycle <> o.cycle_before)
            over (partition by o.org_id, o.subscription_id order by o.term_number) as chain
    from ordered as o
),
counted as (
    select
        c.*, c.chain = max(c.chain) over (partition by c.org_id, c.subscription_id) as is_last_chain,
        row_number() over v - 1 as links, count(*) over v2 - 1 as last_link, first_value(c.starts_at) over v as chain_starts_at
    from chained as c
    window
        v as (partition by c.org_id, c.subscription_id, c.chain order by c.term_number),
        v2 as (partition by c.org_id, c.subscription_id, c.chain)
)
select
    c.org_id, c.subscription_id, pg_temp.time_ordered_id(c.starts_at) as term_id, c.term_number, c.is_trial, c.is_guessed, c.starts_at,
    c.subscription_plan, c.billing_cycle, c.price_usd, c.cause, c.invoice_id, o.time_zone,
    c.next_starts_at is null as is_last, s.status <> 'canceled' and c.next_starts_at is null as is_running,
    case when c.billing_cycle = 'yearly' then 12 else 1 end as months,
    a.anchor_date, a.cycle_index,
    pg_temp.month_date(a.anchor_date, a.cycle_index * case when c.billing_cycle = 'yearly' then 12 else 1 end) as start_date,
    case
        when not c.is_trial
            then pg_temp.month_date(a.anchor_date, (a.cycle_index + 1) * case when c.billing_cycle = 'yearly' then 12 else 1 end)
    end as planned_end_date,
    c.planned_end_at, case when c.next_starts_at is null then s.canceled_at else least(c.next_starts_at, c.planned_end_at) end as ended_at
from counted as c
inner join organizations as o on o.org_id = c.org_id
inner join organization_subscriptions as s on s.org_id = c.org_id and s.subscription_id = c.subscription_id
cross join lateral (
    select
        case
            when c.is_last_chain and not c.is_trial then s.anchor_date else pg_temp.local_date_then(c.org_id, c.chain_starts_at)
        end as anchor_date,
        case
            when c.is_last_chain and not c.is_trial then greatest(s.period_index - (c.last_link - c.links)::integer, 0)
            else c.links::integer
        end as cycle_index
) as a;
create index on told_terms (org_id, subscription_id, starts_at);

-- Ends of running terms are midnights of the organization's zone, also where it moved since they were written.
update told_terms as t
set
    planned_end_at = case when m.is_near then m.at_instant else t.planned_end_at end,
    planned_end_date = case when m.is_near then t.planned_end_date end
from (
    select
        r.term_id, f.at_instant,
        f.at_instant > r.starts_at and f.at_instant - r.planned_end_at between interval '-27 hours' and interval '27 hours' as is_near
    from told_terms as r
    cross join lateral (select pg_temp.first_instant(r.planned_end_date, r.time_zone) as at_instant) as f
    where r.is_running and not r.is_trial
) as m
where m.term_id = t.term_id;
select pg_temp.report(
    t.org_id, 'end of the term', 'planned at ' || s.current_period_end,
    case
        when t.planned_end_date is null then 'the same instant, which is no boundary of ' || t.anchor_date
        else format('midnight of %s in %s: %s', t.planned_end_date, t.time_zone, t.planned_end_at)
    end
)
from told_terms as t
inner join organization_subscriptions as s on s.org_id = t.org_id and s.subscription_id = t.subscription_id
where t.is_running and not t.is_trial and (t.planned_end_date is null or t.planned_end_at <> s.current_period_end);

insert into subscription_terms (
    org_id, term_id, subscription_id, term_number, is_trial, billing_cycle, anchor_date, cycle_index, start_date, starts_at,
    planned_end_date, planned_end_at, ended_at
)
select
    t.org_id, t.term_id, t.subscription_id, t.term_number, t.is_trial, t.billing_cycle, t.anchor_date, t.cycle_index, t.start_date,
    t.starts_at, t.planned_end_date, greatest(t.planned_end_at, t.starts_at),
    case when t.ended_at is not null then greatest(t.ended_at, t.starts_at) end
from told_terms as t;

-- The parts of a term: its beginning, each upgrade in it, each resume in it.
create temporary table told_periods on commit drop as
with began as (
    select
        t.org_id, t.subscription_id, t.term_id, t.starts_at, t.cause, t.subscription_plan, t.billing_cycle, t.price_usd, t.invoice_id,
        false as needs_invoice
    from told_terms as t
    union all
    select
        t.org_id, t.subscription_id, t.term_id, h.created_at,
        case when h.details ? 'new_plan' then 'changed' else 'resumed' end,
        h.details ->> 'new_plan', h.details ->> 'new_billing_cycle',
        case h.details ->> 'new_billing_cycle' when 'yearly' then p.yearly_price_usd else p.monthly_price_usd end,
        i.history_id, h.details ? 'new_plan' and not t.is_trial and i.history_id is null
    from told_terms as t
    inner join org_billing_history as h
        on h.org_id = t.org_id and h.subscription_id = t.subscription_id and h.event_type = 'subscription_upgraded'
        and h.created_at > t.starts_at and h.created_at < coalesce(t.ended_at, 'infinity')
        and (h.details ? 'new_plan' or h.details ->> 'reason' = 'resumed')
    left join plans as p on p.plan = h.details ->> 'new_plan'
    left join org_billing_history as i
        on i.org_id = h.org_id and i.subscription_id = h.subscription_id and i.created_at = h.created_at
        and i.event_type = 'invoice_created' and i.details ->> 'invoice_kind' = 'proration'
),
numbered as (
    select
        b.*, row_number() over w as period_number, lead(b.starts_at) over w as next_starts_at,
        -- A resume goes on with what was there: the last of those that a change or a beginning named.
        count(b.subscription_plan) over w as named
    from began as b
    window w as (partition by b.org_id, b.term_id order by b.starts_at)
)
select
    n.org_id, n.subscription_id, n.term_id, n.period_number, n.starts_at, n.cause, n.invoice_id, n.needs_invoice,
    n.next_starts_at is null and t.is_last as is_last,
    case
        when n.next_starts_at is null and t.is_last then s.subscription_plan else first_value(n.subscription_plan) over f
    end as subscription_plan,
    case when n.next_starts_at is null and t.is_last then s.billing_cycle else first_value(n.billing_cycle) over f end as billing_cycle,
    -- A term of which only this is known cost what its invoice said.
    case
        when n.next_starts_at is null and t.is_last then s.price_usd else first_value(n.price_usd) over f
    end as price_usd,
    least(n.next_starts_at, t.ended_at, (
        select min(h.created_at) from org_billing_history as h
        where
            h.org_id = n.org_id and h.subscription_id = n.subscription_id and h.created_at >= n.starts_at
            and h.event_type = 'subscription_downgraded' and h.details ->> 'reason' = 'paused'
    )) as ends_at
from numbered as n
inner join told_terms as t on t.org_id = n.org_id and t.term_id = n.term_id
inner join organization_subscriptions as s on s.org_id = n.org_id and s.subscription_id = n.subscription_id
window f as (partition by n.org_id, n.term_id, n.named order by n.period_number);

-- A change that cost nothing left no invoice; from now on it is an invoice of 0, paid at birth.
create temporary table made_invoices on commit drop as
select
    p.org_id, p.subscription_id, p.term_id, p.period_number, pg_temp.time_ordered_id(p.starts_at) as invoice_id, p.starts_at, t.planned_end_at,
    p.subscription_plan, p.billing_cycle, case when p.period_number = 1 then 'period' else 'proration' end as invoice_kind
from told_periods as p
inner join told_terms as t on t.org_id = p.org_id and t.term_id = p.term_id
where p.needs_invoice or (p.period_number = 1 and p.cause = 'changed' and not t.is_trial and p.invoice_id is null);
insert into org_billing_history (
    org_id, history_id, event_type, amount_usd, payment_status, period_start, period_end, subscription_id, details, actor_id, created_at
)
select
    m.org_id, m.invoice_id, 'invoice_created', 0, 'paid', m.starts_at, m.planned_end_at, m.subscription_id,
    jsonb_build_object('invoice_kind', m.invoice_kind, 'subscription_plan', m.subscription_plan, 'billing_cycle', m.billing_cycle),
    'system', m.starts_at
from made_invoices as m;
update told_periods as p
set invoice_id = m.invoice_id
from made_invoices as m
where m.org_id = p.org_id and m.term_id = p.term_id and m.period_number = p.period_number;
update told_terms as t
set invoice_id = m.invoice_id
from made_invoices as m
where m.org_id = t.org_id and m.term_id = t.term_id and m.invoice_kind = 'period';
select pg_temp.report(m.org_id, 'invoice ' || m.invoice_id, 'a change that cost nothing, without an invoice', 'an invoice of 0, paid')
from made_invoices as m;
-- A price of 0 had nothing to pay.
update org_billing_history set payment_status = 'paid'
where event_type = 'invoice_created' and subscription_id is not null and coalesce(payment_status, 'none') = 'none' and amount_usd = 0;

insert into subscription_periods (
    org_id, term_id, period_number, subscription_plan, billing_cycle, price_usd, included_monthly_credits, starts_at, ends_at, cause, invoice_id
)
select
    p.org_id, p.term_id, p.period_number, p.subscription_plan, p.billing_cycle, p.price_usd, l.included_monthly_credits, p.starts_at,
    case when p.ends_at is not null then greatest(p.ends_at, p.starts_at) end, p.cause, p.invoice_id
from told_periods as p
inner join plans as l on l.plan = p.subscription_plan;

insert into subscription_invoices (
    org_id, invoice_id, subscription_id, term_id, invoice_kind, price_usd, unused_usd, amount_usd, status, made_at, paid_at, paid_by,
    voided_at
)
select
    i.org_id, i.history_id, i.subscription_id, t.term_id, case when f.invoice_id = i.history_id then 'period' else 'proration' end,
    case when f.invoice_id = i.history_id then f.price_usd else i.amount_usd end,
    -- What a change of cycle left of the term before: taken off this invoice, and beyond its price given back.
    case when f.invoice_id = i.history_id then greatest(f.price_usd - i.amount_usd, 0) + coalesce(g.usd, 0) else 0 end,
    i.amount_usd, a.status, i.created_at,
    case when a.status = 'paid' then coalesce(e.created_at, i.created_at) end,
    case when a.status = 'paid' then coalesce(e.actor_id, i.actor_id) end,
    case when a.status = 'void' then i.created_at end
from org_billing_history as i
cross join lateral (
    select case i.payment_status when 'pending' then 'open' when 'failed' then 'failed' when 'void' then 'void' else 'paid' end as status
) as a
cross join lateral (
    select x.term_id from told_terms as x
    where x.org_id = i.org_id and x.subscription_id = i.subscription_id and (x.starts_at <= i.created_at or x.invoice_id = i.history_id)
    order by coalesce(x.invoice_id = i.history_id, false) desc, x.starts_at desc
    limit 1
) as t
inner join told_periods as f on f.org_id = i.org_id and f.term_id = t.term_id and f.period_number = 1
left join lateral (
    select x.created_at, x.actor_id from org_billing_history as x
    where x.org_id = i.org_id and x.event_type = 'invoice_paid' and x.details @> jsonb_build_object('invoice_id', i.history_id)
    order by x.created_at desc
    limit 1
) as e on true
left join lateral (
    select sum(-x.amount_usd) as usd from org_billing_history as x
    where
        x.org_id = i.org_id and x.subscription_id = i.subscription_id and x.created_at = i.created_at
        and x.event_type = 'credit_refund' and x.amount_usd < 0
) as g on true
where i.event_type = 'invoice_created' and i.subscription_id is not null;
select pg_temp.report(t.org_id, 'term from ' || t.starts_at, 'no invoice', 'a term without an invoice: make up for it by hand')
from told_terms as t
where not t.is_trial and not exists (
    select 1 from subscription_invoices as i where i.org_id = t.org_id and i.term_id = t.term_id and i.invoice_kind = 'period'
);

-- What a change of cycle gave back is taken off the next invoices, and no longer waits to be paid out.
create temporary table told_money on commit drop as
select h.org_id, h.history_id, h.amount_usd, h.created_at, t.term_id
from org_billing_history as h
cross join lateral (
    select x.term_id from told_terms as x
    where x.org_id = h.org_id and x.subscription_id = h.subscription_id and x.starts_at <= h.created_at
    order by x.starts_at desc
    limit 1
) as t
where h.event_type = 'credit_refund' and h.subscription_id is not null and h.payment_status = 'pending' and h.amount_usd < 0;
insert into money_credits (org_id, money_credit_id, term_id, amount_usd, made_at)
select m.org_id, m.history_id, m.term_id, -m.amount_usd, m.created_at from told_money as m;
update org_billing_history as h set payment_status = 'none' from told_money as m where m.org_id = h.org_id and m.history_id = h.history_id;
select pg_temp.report(
    m.org_id, 'money credit', format('credit_refund %s of USD %s, pending', m.history_id, m.amount_usd),
    'money credit, taken off the next invoices; nothing is to be paid out'
)
from told_money as m;
