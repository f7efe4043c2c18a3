-- How organizations and subscriptions stood, told from the audit log and the billing history.
set local lock_timeout = '10s';

create or replace function pg_temp.report(p_org_id uuid, p_subject text, p_found text, p_taken_over_as text) returns void
language sql
as $fn$
    insert into calendar_migration_report (org_id, subject, found, taken_over_as) values (p_org_id, p_subject, p_found, p_taken_over_as);
$fn$;

-- Organizations: one standing an event of the audit log.
create temporary table told_statuses on commit drop as
select
    t.org_id, t.standing, t.actor_id,
    row_number() over (partition by t.org_id order by t.number) as standing_number,
    max(t.at_instant) over (partition by t.org_id order by t.number) as from_at
from (
    select o.org_id, 'active' as standing, coalesce(o.created_by, 'system') as actor_id, o.created_at as at_instant, 0 as number
    from organizations as o
    union all
    select
        a.org_id, a.details -> 'status' ->> 1, a.actor_id,
        case when a.event_type = 'org.closed' then coalesce(o.closed_at, a.occurred_at) else a.occurred_at end,
        row_number() over (partition by a.org_id order by a.audit_id)
    from organization_audit_log as a
    inner join organizations as o on o.org_id = a.org_id
    where a.event_type in ('org.suspended', 'org.reactivated', 'org.closed')
) as t;
insert into organization_standings (org_id, standing_number, standing, from_at, until_at, actor_id)
select t.org_id, t.standing_number, t.standing, t.from_at, lead(t.from_at) over (partition by t.org_id order by t.standing_number), t.actor_id
from told_statuses as t;
-- A status that no event tells was written by hand: it holds since the last one that is told.
with untold as (
    update organization_standings as n
    set until_at = n.from_at
    from organizations as o
    where o.org_id = n.org_id and n.until_at is null and n.standing <> o.status
    returning n.org_id, n.standing_number, n.standing, n.from_at, o.status
),
added as (
    insert into organization_standings (org_id, standing_number, standing, from_at, actor_id)
    select u.org_id, u.standing_number + 1, u.status, u.from_at, 'system' from untold as u
)
select pg_temp.report(u.org_id, 'organization', u.status || ', and the last event says ' || u.standing, u.status || ' since ' || u.from_at)
from untold as u;

-- What happened to subscriptions that changed how they stood, in the order of time. The k-th failure of the history is
-- the k-th of the audit log, which alone knows its grace.
create temporary table told_events on commit drop as
with failures as (
    select f.*, row_number() over (partition by f.org_id, f.subscription_id order by f.at_instant) as number
    from (
        select h.org_id, h.subscription_id, h.created_at as at_instant, min(h.actor_id) as actor_id
        from org_billing_history as h
        where h.event_type = 'invoice_failed' and h.subscription_id is not null
        group by 1, 2, 3
    ) as f
),
graces as (
    select
        a.org_id, a.subject, (a.details ->> 'grace_ends_at')::timestamptz as until_at,
        row_number() over (partition by a.org_id, a.subject order by a.audit_id) as number
    from organization_audit_log as a
    where a.event_type = 'org.subscription.past_due'
)
select s.org_id, s.subscription_id, 'trial_ended' as event, s.trial_ends_at as at_instant, null::timestamptz as until_at, 'system' as actor_id
from organization_subscriptions as s
where s.status <> 'trialing' and s.trial_ends_at is not null and coalesce(s.canceled_at > s.trial_ends_at, true)
union all
select f.org_id, f.subscription_id, 'failed', f.at_instant, coalesce(g.until_at, f.at_instant), f.actor_id
from failures as f
left join graces as g on g.org_id = f.org_id and g.subject = f.subscription_id::text and g.number = f.number
union all
select h.org_id, h.subscription_id, 'paid', h.created_at, null, min(h.actor_id)
from org_billing_history as h
where h.event_type = 'invoice_paid' and h.subscription_id is not null
group by h.org_id, h.subscription_id, h.created_at
union all
-- A payment that found no invoice is told by the audit log alone.
select s.org_id, s.subscription_id, 'paid', a.occurred_at, null, a.actor_id
from organization_audit_log as a
inner join organization_subscriptions as s on s.org_id = a.org_id and s.subscription_id::text = a.subject
where a.event_type = 'org.subscription.paid' and a.details ->> 'invoices' = '0'
union all
select h.org_id, h.subscription_id, h.details ->> 'reason', h.created_at, null, h.actor_id
from org_billing_history as h
where
    h.event_type in ('subscription_downgraded', 'subscription_upgraded') and h.subscription_id is not null
    and h.details ->> 'reason' in ('paused', 'resumed')
union all
select s.org_id, s.subscription_id, 'ended', s.canceled_at, null, coalesce(h.actor_id, 'system')
from organization_subscriptions as s
left join lateral (
    select x.actor_id from org_billing_history as x
    where x.org_id = s.org_id and x.subscription_id = s.subscription_id and x.event_type = 'subscription_canceled'
    limit 1
) as h on true
where s.canceled_at is not null;
create index on told_events (org_id, subscription_id, at_instant);

create or replace function pg_temp.enter_standing(
    p_subscription organization_subscriptions, p_standing text, p_at timestamptz, p_until timestamptz, p_actor_id text
) returns void
language plpgsql
as $fn$
declare
    n subscription_standings;
begin
    select * into n from subscription_standings
    where org_id = (p_subscription).org_id and subscription_id = (p_subscription).subscription_id
    order by standing_number desc
    limit 1;
    if found then
        -- A grace that had run out before left the subscription blocked, which no status told.
        if n.standing = 'past_due' and n.until_at < p_at then
            insert into subscription_standings (org_id, subscription_id, standing_number, standing, from_at, until_at, actor_id)
            values (n.org_id, n.subscription_id, n.standing_number + 1, 'blocked', n.until_at, p_at, 'system');
            n.standing_number := n.standing_number + 1;
            n.from_at := n.until_at;
        end if;
        n.until_at := greatest(n.from_at, p_at);
        update subscription_standings set until_at = n.until_at
        where org_id = n.org_id and subscription_id = n.subscription_id and standing_number = n.standing_number;
    end if;
    insert into subscription_standings (org_id, subscription_id, standing_number, standing, from_at, until_at, actor_id)
    select
        (p_subscription).org_id, (p_subscription).subscription_id, coalesce(n.standing_number, 0) + 1, p_standing,
        greatest(p_at, n.until_at), case when p_until is not null then greatest(p_until, p_at, n.until_at) end, p_actor_id;
end
$fn$;

create or replace function pg_temp.owes_invoices(s organization_subscriptions) returns boolean
language sql
as $fn$
    select exists (
        select 1 from subscription_invoices as i
        where i.org_id = s.org_id and i.subscription_id = s.subscription_id and i.status in ('open', 'failed')
    );
$fn$;

-- How it stood after all that the history tells.
create or replace function pg_temp.tell_standings(inout s organization_subscriptions, out since_at timestamptz) returns record
language plpgsql
as $fn$
declare
    e record;
    v_next text;
begin
    since_at := s.created_at;
    s.standing := case when s.trial_ends_at is not null then 'trialing' else 'active' end;
    perform pg_temp.enter_standing(s, s.standing, since_at, s.trial_ends_at, s.created_by);
    for e in
        select t.* from told_events as t
        where t.org_id = s.org_id and t.subscription_id = s.subscription_id
        order by t.at_instant, array_position(array['trial_ended', 'paid', 'resumed', 'failed', 'paused', 'ended'], t.event)
    loop
        v_next := case
            when e.event in ('trial_ended', 'resumed') then 'active'
            when e.event = 'failed' and s.standing = 'active' then 'past_due'
            when e.event = 'paid' and s.standing = 'past_due' then 'active'
            when e.event in ('paused', 'ended') then e.event
        end;
        continue when v_next is null or v_next = s.standing;
        if v_next = 'paused' then
            s.return_standing := case when s.standing = 'past_due' and s.standing_until <= e.at_instant then 'blocked' else s.standing end;
            s.return_until := case when s.return_standing = 'past_due' then s.standing_until end;
        elsif e.event = 'resumed' and s.return_standing in ('past_due', 'blocked') and s.status = 'active' and pg_temp.owes_invoices(s) then
            perform pg_temp.report(
                s.org_id, 'subscription ' || s.subscription_id, format('%s before the pause, active since %s', s.return_standing, e.at_instant),
                'active; its open invoices stay open'
            );
        end if;
        s.standing := v_next;
        s.standing_until := e.until_at;
        since_at := e.at_instant;
        perform pg_temp.enter_standing(s, v_next, since_at, e.until_at, e.actor_id);
    end loop;
end
$fn$;

create or replace function pg_temp.rebuild_standings(p_subscription organization_subscriptions) returns void
language plpgsql
as $fn$
declare
    s organization_subscriptions;
    v_told record;
    v_since timestamptz;
    v_wanted text := case (p_subscription).status when 'canceled' then 'ended' else (p_subscription).status end;
begin
    v_told := pg_temp.tell_standings(p_subscription);
    s := v_told.s;
    v_since := v_told.since_at;
    if s.standing <> v_wanted then
        perform pg_temp.report(
            s.org_id, 'subscription ' || s.subscription_id, format('%s, and the history tells %s', s.status, s.standing),
            format('%s since %s', s.status, v_since)
        );
        perform pg_temp.enter_standing(s, v_wanted, v_since, null, 'system');
    end if;
    s.standing := v_wanted;
    s.standing_until := case v_wanted when 'past_due' then s.grace_ends_at when 'trialing' then s.trial_ends_at end;
    -- Nobody is past due who owes nothing: no payment would ever end it.
    if v_wanted = 'past_due' and not pg_temp.owes_invoices(s) then
        perform pg_temp.report(s.org_id, 'subscription ' || s.subscription_id, 'past due without an open invoice', 'active since ' || v_since);
        s.standing := 'active';
        s.status := 'active';
        s.standing_until := null;
        s.grace_ends_at := null;
        perform pg_temp.enter_standing(s, 'active', v_since, null, 'system');
    end if;
    s.return_standing := case
        when v_wanted <> 'paused' then null
        when s.return_standing in ('past_due', 'blocked') and pg_temp.owes_invoices(s) then s.return_standing
        else 'active'
    end;
    update subscription_standings as n
    set until_at = greatest(n.from_at, s.standing_until)
    where n.org_id = s.org_id and n.subscription_id = s.subscription_id and s.standing_until is not null and n.standing_number = (
        select max(x.standing_number) from subscription_standings as x where x.org_id = s.org_id and x.subscription_id = s.subscription_id
    );
    update organization_subscriptions as t
    set
        standing = s.standing, standing_until = s.standing_until, status = s.status, grace_ends_at = s.grace_ends_at,
        return_standing = s.return_standing, return_until = case when s.return_standing = 'past_due' then s.return_until end
    where t.org_id = s.org_id and t.subscription_id = s.subscription_id;
end
$fn$;
select pg_temp.rebuild_standings(s) from organization_subscriptions as s;

-- In a pause a cancellation that was asked for takes effect at the planned end of the term, which today's program left.
select pg_temp.report(
    s.org_id, 'subscription ' || s.subscription_id, 'paused, with a cancellation that waits for ' || s.cancel_at, 'it ends then, paused or not'
)
from organization_subscriptions as s
where s.standing = 'paused' and s.cancel_at is not null;
