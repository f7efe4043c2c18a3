create or replace function verify_c14_subscriptions() returns setof ledger_difference
language sql
stable
security definer
set search_path = public, pg_temp
as $fn$
    select 'C14 subscription and its term', s.org_id, s.subscription_id::text,
        format('%s: %s + %s, %s to %s', t.term_id, t.anchor_date, t.cycle_index, t.starts_at, t.planned_end_at),
        format('%s: %s + %s, %s to %s', s.term_id, s.anchor_date, s.period_index, s.current_period_start, s.current_period_end)
    from organization_subscriptions as s
    left join lateral (
        select x.* from subscription_terms as x
        where x.org_id = s.org_id and x.subscription_id = s.subscription_id
        order by x.term_number desc limit 1
    ) as t on true
    where (s.term_id, s.anchor_date, s.period_index, s.current_period_start, s.current_period_end)
        is distinct from (t.term_id, case when t.taken_over_at is not null and t.is_trial then s.anchor_date else t.anchor_date end, t.cycle_index, t.starts_at, t.planned_end_at)
        or (s.standing = 'ended' and t.ended_at is null) or (s.standing not in ('ended', 'paused') and t.ended_at is not null)
    union all
    select 'C14 subscription and its row', s.org_id, s.subscription_id::text,
        format('%s %s at %s, %s credits', r.subscription_plan, r.billing_cycle, r.price_usd, r.included_monthly_credits),
        format('%s %s at %s, %s credits', s.subscription_plan, s.billing_cycle, s.price_usd, s.included_monthly_credits)
    from organization_subscriptions as s
    left join lateral (
        select x.* from subscription_periods as x
        where x.org_id = s.org_id and x.term_id = s.term_id
        order by x.period_number desc limit 1
    ) as r on true
    where (s.subscription_plan, s.billing_cycle, s.price_usd, s.included_monthly_credits)
        is distinct from (r.subscription_plan, r.billing_cycle, r.price_usd, r.included_monthly_credits)
        or ((r.ends_at is null) <> (s.standing not in ('ended', 'paused')) and exists (
            select 1 from verify_subscriptions_by_verbs() as b where b.org_id = s.org_id and b.subscription_id = s.subscription_id
        ))
    union all
    select 'C14 subscription and its standing', s.org_id, s.subscription_id::text,
        format('%s since %s until %s', n.standing, n.from_at, n.until_at),
        format('%s until %s, grace %s, canceled %s, return to %s %s', s.status, s.standing_until, s.grace_ends_at, s.canceled_at, s.return_standing, s.return_until)
    from organization_subscriptions as s
    left join lateral (
        select x.*, lag(x.until_at) over (order by x.standing_number) as until_before from subscription_standings as x
        where x.org_id = s.org_id and x.subscription_id = s.subscription_id
        order by x.standing_number desc limit 1
    ) as n on true
    where s.status is distinct from case n.standing when 'blocked' then 'past_due' when 'ended' then 'canceled' else n.standing end
        or s.standing_until is distinct from n.until_at or (s.canceled_at is not null) <> (n.standing = 'ended')
        or (s.grace_ends_at is not null) <> (n.standing in ('past_due', 'blocked'))
        or (n.standing = 'past_due' and s.grace_ends_at <> n.until_at)
        or (n.standing = 'blocked' and s.grace_ends_at not in (n.from_at, coalesce(n.until_before, n.from_at)))
        or (n.standing = 'ended' and (s.canceled_at <> n.from_at or s.cancel_at <> n.from_at))
        or (n.standing <> 'ended' and (n.standing = 'paused') <> (s.return_standing is not null) and exists (
            select 1 from verify_subscriptions_by_verbs() as b where b.org_id = s.org_id and b.subscription_id = s.subscription_id
        ))
        or (s.return_until is not null and s.return_standing is distinct from 'past_due')
    union all
    select 'C14 scheduled', s.org_id, s.subscription_id::text, format('ending %s, then %s %s', coalesce(w.is_ending, false), w.next_plan, w.next_billing_cycle),
        format('ending %s, then %s %s', s.cancel_at, s.next_plan, s.next_billing_cycle)
    from organization_subscriptions as s
    left join lateral (
        select x.* from subscription_scheduled_changes as x
        where x.org_id = s.org_id and x.subscription_id = s.subscription_id
        order by x.change_number desc limit 1
    ) as w on true
    where (s.cancel_at is not null, s.next_plan, s.next_billing_cycle)
        is distinct from (coalesce(w.is_ending, false), w.next_plan, w.next_billing_cycle)
        or (s.standing <> 'ended' and s.cancel_at <> s.current_period_end)
        or (select count(*) from subscription_scheduled_changes as x where x.org_id = s.org_id and x.subscription_id = s.subscription_id)
            <> coalesce(w.change_number, 0);
$fn$;
comment on function verify_c14_subscriptions() is 'C14: a subscription says what its running term, its newest row, its standing and its newest scheduled change say.';
