create or replace function verify_c14_prices() returns setof ledger_difference
language sql
stable
security definer
set search_path = public, pg_temp
as $fn$
    with rows_of_terms as (
        select
            r.*, t.subscription_id, t.is_trial, t.taken_over_at, t.planned_end_at, t.starts_at as term_starts_at,
            lag(r.price_usd) over w as price_before, lag(r.included_monthly_credits) over w as included_before,
            lag(t.planned_end_at) over w as end_before, lag(t.starts_at) over w as start_before, lag(r.term_id) over w as term_before,
            (lag(r.subscription_plan) over w, lag(r.billing_cycle) over w) = (r.subscription_plan, r.billing_cycle) as goes_on
        from subscription_periods as r
        inner join subscription_terms as t on t.org_id = r.org_id and t.term_id = r.term_id
        window w as (partition by t.org_id, t.subscription_id order by t.term_number, r.period_number)
    )
    select 'C14 price', r.org_id, format('%s row %s', r.term_id, r.period_number), format('%s, %s credits', r.price_before, r.included_before),
        format('%s, %s credits', r.price_usd, r.included_monthly_credits)
    from rows_of_terms as r
    where r.taken_over_at is null and r.goes_on and r.cause in ('renewed', 'trial_ended', 'resumed')
        and (r.price_usd, r.included_monthly_credits) is distinct from (r.price_before, r.included_before)
    union all
    select 'C14 price of an upgrade', r.org_id, format('%s row %s', r.term_id, r.period_number), n.usd::text, (i.price_usd - i.unused_usd)::text
    from rows_of_terms as r
    inner join subscription_invoices as i on i.org_id = r.org_id and i.invoice_id = r.invoice_id
    cross join lateral (
        select case
            when r.term_id = r.term_before then round(
                (r.price_usd - r.price_before) * extract(epoch from r.planned_end_at - r.starts_at)
                / extract(epoch from r.planned_end_at - r.term_starts_at), 2
            )
            else r.price_usd - case when v.status = 'void' and v.voided_at <= r.starts_at then least(u.usd, r.price_usd) else u.usd end
        end as usd
        from (
            select round(
                r.price_before * greatest(extract(epoch from r.end_before - r.starts_at), 0)
                / nullif(extract(epoch from r.end_before - r.start_before), 0), 2
            ) as usd
        ) as u
        left join subscription_invoices as v on v.org_id = r.org_id and v.term_id = r.term_before and v.invoice_kind = 'period'
    ) as n
    where r.taken_over_at is null and r.cause = 'changed' and not r.is_trial and i.price_usd - i.unused_usd <> n.usd
        -- An end that was moved, by hand or with the zone, is no longer the one by which it was counted.
        and not verify_boundary_moved(r.org_id, 'planned_end', r.term_id::text, r.planned_end_at, r.planned_end_at)
        and not verify_boundary_moved(r.org_id, 'planned_end', r.term_before::text, r.end_before, r.end_before)
    union all
    select 'C14 nothing left to give back', i.org_id, i.invoice_id::text, '0', i.unused_usd::text
    from rows_of_terms as r
    inner join subscription_invoices as i on i.org_id = r.org_id and i.invoice_id = r.invoice_id
    where r.taken_over_at is null and r.cause <> 'changed' and i.unused_usd <> 0
    union all
    select 'C14 money credit of a change', coalesce(m.org_id, i.org_id), coalesce(m.term_id, i.term_id)::text, coalesce(i.usd, 0)::text, coalesce(m.usd, 0)::text
    from (select x.org_id, x.term_id, x.made_at, sum(x.amount_usd) as usd from money_credits as x group by x.org_id, x.term_id, x.made_at) as m
    full join (
        select x.org_id, x.term_id, x.made_at, sum(x.unused_usd - x.price_usd) as usd
        from subscription_invoices as x where x.unused_usd > x.price_usd group by x.org_id, x.term_id, x.made_at
    ) as i on i.org_id = m.org_id and i.term_id = m.term_id and i.made_at = m.made_at
    where coalesce(i.usd, 0) <> coalesce(m.usd, 0)
    union all
    select 'C14 money credit in order', x.org_id, x.money_credit_id::text, 'older ones first', x.used_usd::text
    from (
        select m.*, min(m.used_usd - m.amount_usd) over (
            partition by m.org_id order by m.money_credit_id rows between unbounded preceding and 1 preceding
        ) as left_before
        from money_credits as m
    ) as x
    where x.used_usd > x.amount_usd or x.used_usd < 0 or (x.used_usd > 0 and x.left_before < 0);
$fn$;
comment on function verify_c14_prices() is 'C14: a row that goes on with a plan costs and includes what the row before did; what an upgrade or a change of cycle left or cost is by the second; money credit is what a change left beyond its price, taken oldest first.';
