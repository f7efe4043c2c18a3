create or replace function verify_c14_calendar() returns setof ledger_difference
language sql
stable
security definer
set search_path = public, pg_temp
as $fn$
    with live as (
        select
            o.org_id, o.time_zone, s.included_monthly_credits,
            case
                when s.standing <> 'paused' then coalesce(t.next_month_at, case when s.cancel_at is null then t.planned_end_at end)
            end as next_month_at
        from organizations as o
        left join organization_subscriptions as s on s.org_id = o.org_id and s.status <> 'canceled'
        left join subscription_terms as t on t.org_id = s.org_id and t.term_id = s.term_id
    )
    select 'C14 next due', p.org_id, 'calendar', coalesce(b.at_instant::text, 'nothing'), coalesce(p.next_due_at::text, 'nothing')
    from organization_credit_pools as p
    cross join lateral (select next_boundary_at(p.org_id) as at_instant) as b
    where b.at_instant is distinct from p.next_due_at
    union all
    select 'C14 monthly credits', p.org_id, 'pool', format('%s, next on %s at %s', n.credits, local_date(n.next_at, n.time_zone), n.next_at),
        format('%s, next on %s at %s', p.monthly_refresh_amount, p.next_refresh_date, p.next_refresh_at)
    from organization_credit_pools as p
    cross join lateral (
        select
            p.own_monthly_credits + coalesce(l.included_monthly_credits, 0) as credits, least(l.next_month_at, p.next_own_grant_at) as next_at,
            l.time_zone
        from live as l where l.org_id = p.org_id
    ) as n
    where (p.monthly_refresh_amount, p.next_refresh_at, p.next_refresh_date)
        is distinct from (n.credits, n.next_at, local_date(n.next_at, n.time_zone))
        -- Whoever writes a subscription by hand need not tell the pool what it shows.
        and not (p.next_refresh_at is null and exists (
            select 1 from organization_subscriptions as s
            where s.org_id = p.org_id and s.status <> 'canceled' and not exists (
                select 1 from verify_subscriptions_by_verbs() as b where b.org_id = s.org_id and b.subscription_id = s.subscription_id
            )
        ))
    union all
    select 'C14 last refresh', p.org_id, 'pool', coalesce(n.last_date::text, 'none'), coalesce(p.last_refresh_date::text, 'none')
    from organization_credit_pools as p
    inner join live as l on l.org_id = p.org_id
    cross join lateral (
        select greatest(
            (select max(local_date(c.due_at, l.time_zone)) from included_credits as c where c.org_id = p.org_id and c.kind = 'month'),
            (select max(b.boundary_date) from own_grant_boundaries as b where b.org_id = p.org_id)
        ) as last_date
    ) as n
    where p.last_refresh_date is distinct from n.last_date
        and not exists (select 1 from subscription_terms as t where t.org_id = p.org_id and t.taken_over_at is not null)
        and not exists (select 1 from own_grants as g where g.org_id = p.org_id and g.taken_over_at is not null)
        and not (p.last_refresh_date - n.last_date in (0, 1) and verify_boundary_moved(p.org_id, 'zone', '', now(), now()))
    union all
    select 'C14 move', coalesce(x.org_id, m.org_id), coalesce(x.subject, m.subject), format('%s to %s', x.kind, x.new_at), format('%s to %s', m.kind, m.new_at)
    from (
        select l.org_id, l.subject, l.details ->> 'kind' as kind, l.details ->> 'reason' as reason, l.actor_id,
            (l.details -> 'at' ->> 0)::timestamptz as old_at, (l.details -> 'at' ->> 1)::timestamptz as new_at
        from organizations as o
        inner join organization_audit_log as l on l.org_id = o.org_id and l.event_type = 'org.boundary.moved'
    ) as x
    full join calendar_moves as m
        on (m.org_id, m.subject, m.kind, m.reason, m.actor_id, m.old_at, m.new_at)
        = (x.org_id, x.subject, x.kind, x.reason, x.actor_id, x.old_at, x.new_at)
    where x.org_id is null or m.org_id is null;
$fn$;
comment on function verify_c14_calendar() is 'C14: what a pool shows of its calendar, and when anything is next due, is what its terms, grants and resets say; a move by hand is what the audit log says.';
