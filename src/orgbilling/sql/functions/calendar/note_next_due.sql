create or replace function note_next_due(p_org_id uuid, p_next_at timestamptz) returns void
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
begin
    update organization_credit_pools as p
    set
        next_due_at = p_next_at,
        monthly_refresh_amount = p.own_monthly_credits + coalesce(s.included_monthly_credits, 0),
        next_refresh_at = least(s.next_month_at, p.next_own_grant_at),
        next_refresh_date = local_date(least(s.next_month_at, p.next_own_grant_at), s.time_zone),
        last_refresh_date = greatest(
            (
                select max(local_date(c.due_at, s.time_zone)) from included_credits as c
                where c.org_id = p_org_id and c.kind = 'month'
            ),
            (select max(b.boundary_date) from own_grant_boundaries as b where b.org_id = p_org_id),
            p.last_refresh_date
        )
    from (
        select
            o.time_zone, l.included_monthly_credits,
            case when l.standing <> 'paused' then coalesce(l.next_month_at, case when not l.is_ending then l.planned_end_at end) end as next_month_at
        from organizations as o
        left join (
            select
                s.org_id, s.standing, s.included_monthly_credits, s.cancel_at is not null as is_ending,
                t.next_month_at, t.planned_end_at
            from organization_subscriptions as s
            inner join subscription_terms as t on t.org_id = s.org_id and t.term_id = s.term_id
            where s.org_id = p_org_id and s.status <> 'canceled'
        ) as l on l.org_id = o.org_id
        where o.org_id = p_org_id
    ) as s
    where p.org_id = p_org_id;
end
$fn$;
comment on function note_next_due(uuid, timestamptz) is 'Writes when the next boundary of an organization is due, and the figures of its refreshes that reads show. The caller holds the pool''s lock.';
