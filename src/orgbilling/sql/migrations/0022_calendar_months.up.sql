-- Months, own grants and the pools' calendar, told from the refreshes that came. No credits move: a month that brought
-- none under the rules of its time is skipped, and reported.
set local lock_timeout = '10s';

create or replace function pg_temp.report(p_org_id uuid, p_subject text, p_found text, p_taken_over_as text) returns void
language sql
as $fn$
    insert into calendar_migration_report (org_id, subject, found, taken_over_as) values (p_org_id, p_subject, p_found, p_taken_over_as);
$fn$;

create or replace function pg_temp.month_date(p_anchor date, p_months integer) returns date
language sql immutable
return (p_anchor + make_interval(months => p_months))::date;

-- The first month date on or after a day.
create or replace function pg_temp.month_date_from(p_anchor date, p_from date) returns date
language sql immutable
return (
    select min(pg_temp.month_date(p_anchor, m.months + k.one))
    from (
        select (extract(year from p_from) - extract(year from p_anchor))::integer * 12
            + (extract(month from p_from) - extract(month from p_anchor))::integer as months
    ) as m
    cross join generate_series(0, 1) as k (one)
    where pg_temp.month_date(p_anchor, m.months + k.one) >= p_from
);

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

-- Amounts that an admin set replaced the plan's. They are told by the audit log, never by comparing amounts: such an
-- amount becomes the organization's own grant, whole, and the running period includes nothing until a plan is taken
-- anew. So the same amount comes at the same boundaries under the same rule (it comes if the organization may spend
-- then), and what an admin set is what an admin reads.
create temporary table told_amounts on commit drop as
select
    a.org_id, row_number() over w as number, (a.details -> 'monthly_refresh_amount' ->> 1)::numeric as credits, a.occurred_at as from_at,
    lead(a.occurred_at) over w as next_at, lead(a.audit_id) over w is null as is_last, a.actor_id
from organization_audit_log as a
where a.event_type = 'org.refresh.configured' and jsonb_typeof(a.details -> 'monthly_refresh_amount') = 'array'
window w as (partition by a.org_id order by a.audit_id);

create temporary table told_refreshes on commit drop as
select
    l.org_id, l.lot_id, l.amount, l.opened_at, substring(x.reason from '(\d{4}-\d\d-\d\d)$')::date as boundary_date,
    null::bigint as own_number, null::uuid as term_id
from credit_lots as l
inner join credit_transfers as x on x.org_id = l.org_id and x.lot_id = l.lot_id and x.kind = 'refresh'
where l.source = 'refresh' and x.reason ~ '^monthly refresh of \d{4}-\d\d-\d\d$';
create index on told_refreshes (org_id, boundary_date);

-- Since a refresh of another amount, the plan's has taken its place: a plan was changed whose amount was the same.
create temporary table told_grants on commit drop as
select
    a.org_id, a.number, a.credits, a.from_at, a.actor_id, p.refresh_anchor_date as anchor_date,
    case
        when not (a.is_last and a.credits = p.monthly_refresh_amount)
            then greatest(a.from_at, least(a.next_at, coalesce(r.opened_at, case when a.is_last then a.from_at end)))
    end as until_at
from told_amounts as a
inner join organization_credit_pools as p on p.org_id = a.org_id
cross join lateral (
    select min(x.opened_at) as opened_at from told_refreshes as x
    where x.org_id = a.org_id and x.opened_at >= a.from_at and x.amount <> a.credits
) as r
where a.credits > 0;
insert into own_grants (org_id, grant_number, credits, anchor_date, from_at, until_at, actor_id)
select g.org_id, row_number() over (partition by g.org_id order by g.number), g.credits, g.anchor_date, g.from_at, g.until_at, g.actor_id
from told_grants as g;
update told_refreshes as r
set own_number = g.grant_number
from own_grants as g
where g.org_id = r.org_id and r.amount = g.credits and r.opened_at >= g.from_at and r.opened_at < coalesce(g.until_at, 'infinity');
insert into own_grant_boundaries (org_id, boundary_date, grant_number, at_instant, credits, lot_id)
select distinct on (r.org_id, r.boundary_date)
    r.org_id, r.boundary_date, r.own_number, pg_temp.first_instant(r.boundary_date, o.time_zone), r.amount, r.lot_id
from told_refreshes as r
inner join organizations as o on o.org_id = r.org_id
where r.own_number is not null
order by r.org_id, r.boundary_date, r.opened_at;

-- What the running period includes: what the pool brings each month, where nobody set it.
update organization_subscriptions as s
set
    included_monthly_credits = case
        when s.status = 'canceled' then r.included_monthly_credits
        when g.org_id is null then p.monthly_refresh_amount
        else 0
    end,
    term_id = t.term_id, current_period_end = t.planned_end_at,
    cancel_at = case when s.status = 'canceled' or s.cancel_at is null then s.cancel_at else t.planned_end_at end
from organization_credit_pools as p
left join own_grants as g on g.org_id = p.org_id and g.until_at is null
inner join lateral (
    select x.* from subscription_terms as x where x.org_id = p.org_id
) as t on true
inner join lateral (
    select x.included_monthly_credits from subscription_periods as x
    where x.org_id = t.org_id and x.term_id = t.term_id
    order by x.period_number desc
    limit 1
) as r on true
where p.org_id = s.org_id and t.subscription_id = s.subscription_id and t.term_number = (
    select max(x.term_number) from subscription_terms as x where x.org_id = s.org_id and x.subscription_id = s.subscription_id
);
update subscription_periods as r
set included_monthly_credits = s.included_monthly_credits
from organization_subscriptions as s
where
    s.org_id = r.org_id and s.term_id = r.term_id and s.status <> 'canceled' and r.period_number = (
        select max(x.period_number) from subscription_periods as x where x.org_id = r.org_id and x.term_id = r.term_id
    );

-- The months of terms, and the boundary of the refreshes that stands for each: the first on or after its start, which a
-- day's difference at the end of a month does not change.
create temporary table told_months on commit drop as
select
    t.org_id, t.term_id, t.subscription_id, k.month, d.start_date, t.starts_at, t.ended_at is null as is_running,
    case
        when k.month < w.months then pg_temp.month_date(t.start_date, k.month)
        else coalesce(t.planned_end_date, (t.planned_end_at at time zone o.time_zone)::date)
    end as ends_date,
    (t.ended_at at time zone o.time_zone)::date as ended_date, b.boundary_date, o.time_zone,
    case k.month when 1 then t.starts_at else pg_temp.first_instant(d.start_date, o.time_zone) end as start_at,
    s.status = 'canceled' or b.boundary_date < coalesce(p.next_refresh_date, 'infinity') as is_settled,
    null::uuid as lot_id
from subscription_terms as t
inner join organizations as o on o.org_id = t.org_id
inner join organization_credit_pools as p on p.org_id = t.org_id
inner join organization_subscriptions as s on s.org_id = t.org_id and s.subscription_id = t.subscription_id
cross join lateral (select case t.billing_cycle when 'yearly' then 12 else 1 end as months) as w
cross join lateral generate_series(1, w.months) as k (month)
cross join lateral (select pg_temp.month_date(t.start_date, k.month - 1) as start_date) as d
cross join lateral (
    select case
        when s.status = 'canceled' or p.refresh_anchor_date is null then d.start_date
        else pg_temp.month_date_from(p.refresh_anchor_date, d.start_date - 3)
    end as boundary_date
) as b
where
    not t.is_trial and (k.month = 1 or (
        d.start_date < coalesce((t.ended_at at time zone o.time_zone)::date, 'infinity')
        and pg_temp.first_instant(d.start_date, o.time_zone) < t.planned_end_at
    ));
create index on told_months (org_id, starts_at);

-- Each refresh belongs to one month, and each month has one.
do $do$
declare
    r record;
    m record;
begin
    for r in select * from told_refreshes as x where x.own_number is null order by x.org_id, x.opened_at, x.boundary_date loop
        select x.term_id, x.month into m
        from told_months as x
        where
            x.org_id = r.org_id and x.lot_id is null and x.is_settled and (
                x.start_date = r.boundary_date
                or (r.boundary_date >= x.start_date - 3 and r.boundary_date < least(x.ends_date, x.ended_date))
            )
        order by x.start_at, x.month
        limit 1;
        if found then
            update told_months as x set lot_id = r.lot_id where x.term_id = m.term_id and x.month = m.month;
            update told_refreshes as x set term_id = m.term_id where x.org_id = r.org_id and x.lot_id = r.lot_id;
        else
            perform pg_temp.report(r.org_id, 'refresh of ' || r.boundary_date, r.amount || ' credits', 'they stay; no month of a term is theirs');
        end if;
    end loop;
end
$do$;
-- What a part of a term included is what came in it, or else what came for the same plan before or after it.
update subscription_periods as p
set included_monthly_credits = l.amount
from organization_subscriptions as s
inner join subscription_terms as t on t.org_id = s.org_id and t.subscription_id = s.subscription_id
inner join subscription_periods as q on q.org_id = t.org_id and q.term_id = t.term_id
cross join lateral (
    select x.amount
    from told_months as m
    inner join credit_lots as x on x.org_id = m.org_id and x.lot_id = m.lot_id
    inner join subscription_periods as y on y.org_id = m.org_id and y.term_id = m.term_id
    where
        m.org_id = s.org_id and m.subscription_id = s.subscription_id and y.subscription_plan = q.subscription_plan
        and y.starts_at <= greatest(m.start_at, m.starts_at) and coalesce(y.ends_at, 'infinity') > m.start_at
    order by
        (y.term_id = q.term_id and y.period_number = q.period_number) desc, (m.start_at <= q.starts_at) desc,
        abs(extract(epoch from m.start_at - q.starts_at)) asc
    limit 1
) as l
where
    p.org_id = q.org_id and p.term_id = q.term_id and p.period_number = q.period_number
    and not (s.status <> 'canceled' and s.term_id = p.term_id and p.period_number = (
        select max(x.period_number) from subscription_periods as x where x.org_id = p.org_id and x.term_id = p.term_id
    ));

-- Months that are settled, and those that nobody settled: of terms that ended meanwhile, or before a pause that began or
-- ended since. The rest are passed by the next settlement.
insert into included_credits (
    org_id, term_id, kind, item_number, credits, due_at, starts_date, invoice_id, state, brought_at, lot_id, end_reason
)
select
    m.org_id, m.term_id, 'month', m.month, coalesce(l.amount, i.credits),
    case when r.lot_id is not null then greatest(m.starts_at, pg_temp.first_instant(r.boundary_date, m.time_zone)) else m.start_at end,
    m.start_date, v.invoice_id, x.state, case when x.state = 'brought' then coalesce(l.opened_at, m.start_at) end, m.lot_id,
    case
        when x.state <> 'skipped' then null
        when n.standing = 'paused' then 'its start fell into a pause'
        else 'the rules of its time brought nothing'
    end
from told_months as m
inner join organization_subscriptions as s on s.org_id = m.org_id and s.subscription_id = m.subscription_id
left join credit_lots as l on l.org_id = m.org_id and l.lot_id = m.lot_id
left join told_refreshes as r on r.org_id = m.org_id and r.lot_id = m.lot_id
left join subscription_invoices as v on v.org_id = m.org_id and v.term_id = m.term_id and v.invoice_kind = 'period'
cross join lateral (
    select case
        when exists (
            select 1 from own_grants as g where g.org_id = m.org_id and g.from_at <= m.start_at and coalesce(g.until_at, 'infinity') > m.start_at
            union all
            select 1 from told_amounts as a
            where
                a.org_id = m.org_id and a.credits = 0 and a.from_at <= m.start_at and coalesce(a.next_at, 'infinity') > m.start_at
                and not exists (
                    select 1 from told_refreshes as y
                    where y.org_id = a.org_id and y.opened_at >= a.from_at and y.opened_at <= m.start_at
                )
        ) then 0
        else (
            select p.included_monthly_credits from subscription_periods as p
            where p.org_id = m.org_id and p.term_id = m.term_id and (p.starts_at <= m.start_at or p.period_number = 1)
            order by p.period_number desc
            limit 1
        )
    end as credits
) as i
left join lateral (
    select y.standing from subscription_standings as y
    where y.org_id = m.org_id and y.subscription_id = m.subscription_id and y.from_at <= m.start_at
    order by y.standing_number desc
    limit 1
) as n on true
cross join lateral (
    select case
        when m.lot_id is not null then 'brought'
        when not m.is_settled and coalesce(n.standing, 'none') <> 'paused' and not exists (
            select 1 from told_months as y where y.org_id = m.org_id and y.boundary_date = m.boundary_date and y.start_at > m.start_at
        ) then 'due'
        when m.is_settled and i.credits = 0 then 'brought'
        else 'skipped'
    end as state
) as x
left join lateral (
    select max(case when s.standing = 'paused' and y.until_at is null then y.from_at else y.until_at end) as last_at
    from subscription_standings as y
    where y.org_id = m.org_id and y.subscription_id = m.subscription_id and y.standing = 'paused'
) as e on true
where m.is_settled or not m.is_running or m.start_at < e.last_at;
select pg_temp.report(
    c.org_id, format('month %s of the term from %s', c.item_number, t.start_date), 'brought nothing',
    format('skipped: %s credits that nobody gets unless they are granted by hand', trim_scale(c.credits))
)
from included_credits as c
inner join subscription_terms as t on t.org_id = c.org_id and t.term_id = c.term_id
where c.state = 'skipped' and c.end_reason <> 'its start fell into a pause' and c.credits > 0;

-- The next month of a running term comes when the old calendar would have brought its refresh.
update subscription_terms as t
set
    months_passed = (
        select count(*) from included_credits as c where c.org_id = t.org_id and c.term_id = t.term_id and c.kind = 'month'
    ),
    next_month_at = (
        select min(greatest(pg_temp.first_instant(m.boundary_date, m.time_zone), t.starts_at))
        from told_months as m
        where
            m.term_id = t.term_id and t.ended_at is null and not exists (
                select 1 from included_credits as c
                where c.org_id = m.org_id and c.term_id = m.term_id and c.kind = 'month' and c.item_number = m.month
            )
    );
update subscription_terms as t set next_month_at = null where t.next_month_at >= t.planned_end_at;
select pg_temp.report(
    p.org_id, 'next refresh', 'on ' || p.next_refresh_date,
    format('next on %s, then at the months of the term from %s', (n.at_instant at time zone o.time_zone)::date, t.start_date)
)
from organization_credit_pools as p
inner join organizations as o on o.org_id = p.org_id
inner join organization_subscriptions as s on s.org_id = p.org_id and s.status not in ('canceled', 'paused')
inner join subscription_terms as t on t.org_id = s.org_id and t.term_id = s.term_id
cross join lateral (select coalesce(t.next_month_at, t.planned_end_at) as at_instant) as n
where
    p.monthly_refresh_amount > 0 and not exists (select 1 from own_grants as g where g.org_id = p.org_id and g.until_at is null)
    and s.cancel_at is null and (
        (n.at_instant at time zone o.time_zone)::date <> p.next_refresh_date
        or (t.start_date <> p.refresh_anchor_date and pg_temp.month_date_from(p.refresh_anchor_date, t.start_date) <> t.start_date and not t.is_trial)
    );

-- A change of plan left the amount where it was no longer what the old plan included.
select pg_temp.report(
    p.org_id, 'monthly credits', format('%s a month, as before the change to %s', trim_scale(p.monthly_refresh_amount), s.subscription_plan),
    format('the running period includes %s; the plan includes %s', trim_scale(s.included_monthly_credits), trim_scale(l.included_monthly_credits))
)
from organization_credit_pools as p
inner join organization_subscriptions as s on s.org_id = p.org_id and s.status <> 'canceled'
inner join plans as l on l.plan = s.subscription_plan and l.included_monthly_credits <> s.included_monthly_credits
where
    not exists (select 1 from told_amounts as a where a.org_id = p.org_id)
    and exists (
        select 1
        from subscription_terms as t
        inner join subscription_periods as r on r.org_id = t.org_id and r.term_id = t.term_id
        where
            t.org_id = s.org_id and t.subscription_id = s.subscription_id and r.subscription_plan <> s.subscription_plan
            and r.included_monthly_credits = s.included_monthly_credits
    );

-- Own grants go on at the boundaries of the refreshes; none was settled after a subscription ended.
update organization_credit_pools as p
set own_monthly_credits = g.credits, next_own_grant_date = n.next_date, next_own_grant_at = pg_temp.first_instant(n.next_date, o.time_zone)
from own_grants as g
inner join organizations as o on o.org_id = g.org_id
cross join lateral (
    select coalesce(
        q.next_refresh_date,
        pg_temp.month_date_from(g.anchor_date, 1 + greatest(q.last_refresh_date, g.anchor_date, (
            select max((s.canceled_at at time zone o.time_zone)::date) from organization_subscriptions as s where s.org_id = g.org_id
        )))
    ) as next_date
    from organization_credit_pools as q where q.org_id = g.org_id
) as n
where p.org_id = g.org_id and g.until_at is null;
select pg_temp.report(
    g.org_id, 'monthly credits', format('%s a month, set by %s', trim_scale(g.credits), g.actor_id),
    format('own grant of %s, next on %s; ', trim_scale(g.credits), p.next_own_grant_date)
    || case
        when s.next_plan is not null then 'from the change to ' || s.next_plan || ' on, what that plan includes comes beside it'
        when s.org_id is not null then 'the running period includes nothing; what a plan that is taken later includes comes beside it'
        else 'what a plan that is taken later includes comes beside it'
    end
)
from own_grants as g
inner join organization_credit_pools as p on p.org_id = g.org_id
left join organization_subscriptions as s on s.org_id = g.org_id and s.status <> 'canceled'
where g.until_at is null;
select pg_temp.report(
    a.org_id, 'monthly credits', '0 a month, set by ' || a.actor_id,
    'the running period includes nothing; a plan that is taken later does'
)
from told_amounts as a
inner join organization_credit_pools as p on p.org_id = a.org_id and p.monthly_refresh_amount = 0
inner join organization_subscriptions as s on s.org_id = a.org_id and s.status <> 'canceled'
where a.is_last and a.credits = 0;
select pg_temp.report(
    p.org_id, 'monthly credits', trim_scale(p.monthly_refresh_amount) || ' a month without a subscription, set by nobody', 'none'
)
from organization_credit_pools as p
where
    p.monthly_refresh_amount > 0
    and not exists (select 1 from own_grants as g where g.org_id = p.org_id and g.until_at is null)
    and not exists (select 1 from organization_subscriptions as s where s.org_id = p.org_id and s.status <> 'canceled');

-- What the next boundary is, and the figures that reads show.
update organization_credit_pools as p
set
    monthly_refresh_amount = p.own_monthly_credits + coalesce(n.included_monthly_credits, 0),
    next_refresh_at = least(n.month_at, p.next_own_grant_at),
    next_refresh_date = (least(n.month_at, p.next_own_grant_at) at time zone n.time_zone)::date,
    next_due_at = least(p.next_own_grant_at, n.due_at, (
        select min(a.next_reset_at) from user_credit_allocations as a where a.org_id = p.org_id
    )),
    lot_count = (select count(*) from credit_lots as l where l.org_id = p.org_id)
from (
    select
        o.org_id, o.time_zone, s.included_monthly_credits,
        case when s.standing <> 'paused' then coalesce(t.next_month_at, case when s.cancel_at is null then t.planned_end_at end) end as month_at,
        least(
            case when s.standing = 'past_due' then s.standing_until end,
            case when s.standing <> 'paused' or s.cancel_at is not null then t.planned_end_at end,
            t.next_month_at
        ) as due_at
    from organizations as o
    left join organization_subscriptions as s on s.org_id = o.org_id and s.status <> 'canceled'
    left join subscription_terms as t on t.org_id = s.org_id and t.term_id = s.term_id
) as n
where n.org_id = p.org_id;
update credit_lots as l
set lot_number = n.lot_number
from (select x.org_id, x.lot_id, row_number() over (partition by x.org_id order by x.lot_id) as lot_number from credit_lots as x) as n
where n.org_id = l.org_id and n.lot_id = l.lot_id;
