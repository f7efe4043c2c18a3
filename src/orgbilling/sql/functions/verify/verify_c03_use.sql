create or replace function verify_c03_use() returns setof ledger_difference
language sql
stable
security definer
set search_path = public, pg_temp
as $fn$
    with spent as (
        select u.org_id, u.user_id, u.period_number, sum(u.charged_credits) as charged
        from credit_usage_attribution as u group by u.org_id, u.user_id, u.period_number
    ),
    refunded as (
        select r.org_id, r.user_id, r.period_number, sum(r.credits) as credits
        from credit_usage_refunds as r where r.to_account = 'allocation'
        group by r.org_id, r.user_id, r.period_number
    ),
    summed as (
        select
            a.org_id, a.user_id, a.used_credits, a.prior_used_credits, a.cumulative_used_credits,
            coalesce(sum(s.charged - coalesce(r.credits, 0)) filter (where s.period_number = a.period_number), 0) as now_used,
            coalesce(sum(s.charged - coalesce(r.credits, 0)) filter (where s.period_number < a.period_number), 0) as then_used,
            coalesce(sum(s.charged), 0) as ever_used
        from user_credit_allocations as a
        left join spent as s on s.org_id = a.org_id and s.user_id = a.user_id
        left join refunded as r on r.org_id = s.org_id and r.user_id = s.user_id and r.period_number = s.period_number
        group by a.org_id, a.user_id, a.used_credits, a.prior_used_credits, a.cumulative_used_credits
    )
    select 'C3 used', s.org_id, s.user_id, s.now_used::text, s.used_credits::text
    from summed as s where s.used_credits <> s.now_used
    union all
    select 'C3 prior used', s.org_id, s.user_id, s.then_used::text, s.prior_used_credits::text
    from summed as s where s.prior_used_credits <> s.then_used
    union all
    select 'C3 cumulative used', s.org_id, s.user_id, s.ever_used::text, s.cumulative_used_credits::text
    from summed as s where s.cumulative_used_credits <> s.ever_used;
$fn$;
comment on function verify_c03_use() is 'C3: used credits are the usage of the current period less its refunds, prior used credits those of earlier periods; cumulative use takes no refund off.';
