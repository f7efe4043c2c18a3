create or replace function verify_c15_limits() returns setof ledger_difference
language sql
stable
security definer
set search_path = public, pg_temp
as $fn$
    with budgets as materialized (
        select l.* from spending_limits as l where l.unit = 'credits'
    ),
    -- All usage of their periods is read once for members and once for keys, however many have budgets.
    spent as (
        select l.limit_id, u.org_id, u.usage_id, u.credits_used
        from credit_usage_attribution as u
        inner join budgets as l on l.org_id = u.org_id and l.subject_id = u.user_id and l.kind = 'member' and u.local_day >= l.period_start
        where u.created_at >= (select min(b.period_start) - interval '2 days' from budgets as b)
        union all
        select l.limit_id, u.org_id, u.usage_id, u.credits_used
        from credit_usage_attribution as u
        inner join budgets as l on l.org_id = u.org_id and l.subject_id = u.credential_id and l.kind = 'key' and u.local_day >= l.period_start
        where u.created_at >= (select min(b.period_start) - interval '2 days' from budgets as b)
    ),
    used as (
        select s.limit_id, sum(s.credits_used - coalesce(r.credits, 0)) as credits
        from spent as s
        left join (
            select f.org_id, f.usage_id, sum(f.credits) as credits from credit_usage_refunds as f group by f.org_id, f.usage_id
        ) as r on r.org_id = s.org_id and r.usage_id = s.usage_id
        group by s.limit_id
    ),
    held as (
        select n.limit_id, sum(h.credits) as credits, sum(h.limit_tokens) as tokens
        from credit_holds as h
        cross join lateral unnest(h.limit_ids) as n (limit_id)
        where h.status = 'open'
        group by n.limit_id
    )
    select 'C15 ' || d.name, l.org_id, concat_ws(' ', l.kind, l.subject_id, l.unit, l.period), d.expected::text, d.actual::text
    from spending_limits as l
    left join used as u on u.limit_id = l.limit_id
    left join held as h on h.limit_id = l.limit_id
    cross join lateral (
        values ('used', coalesce(u.credits, 0), case when l.unit = 'credits' then l.used_amount else 0 end),
        ('held', case l.unit when 'requests' then 0 else coalesce(limit_share(l.unit, h.credits, h.tokens), 0) end, l.held_amount)
    ) as d (name, expected, actual)
    where d.expected <> d.actual
    union all
    select 'C15 limited', a.org_id, a.user_id, is_limited_member(a.org_id, a.user_id)::text, a.is_limited::text
    from user_credit_allocations as a
    where a.is_limited <> is_limited_member(a.org_id, a.user_id);
$fn$;
comment on function verify_c15_limits() is 'C15: of a budget is used what the usage of its period comes to, net of refunds, and held what the open holds that name it hold; an allocation says whether a rule or limit concerns it.';
