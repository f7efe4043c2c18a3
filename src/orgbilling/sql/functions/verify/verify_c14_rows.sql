create or replace function verify_c14_rows() returns setof ledger_difference
language sql
stable
security definer
set search_path = public, pg_temp
as $fn$
    with rows_of_terms as (
        select
            r.*, t.subscription_id, t.is_trial, t.ended_at, lead(r.starts_at) over w as next_starts_at, lead(r.term_id) over w = r.term_id as goes_on,
            lag(r.subscription_plan) over w as plan_before, lag(r.billing_cycle) over w as cycle_before
        from subscription_periods as r
        inner join subscription_terms as t on t.org_id = r.org_id and t.term_id = r.term_id
        inner join verify_subscriptions_by_verbs() as b on b.org_id = t.org_id and b.subscription_id = t.subscription_id
        where t.taken_over_at is null
        window w as (partition by t.org_id, t.subscription_id order by t.term_number, r.period_number)
    )
    select 'C14 plan of a row', r.org_id, format('%s row %s', r.term_id, r.period_number),
        format('%s %s', h.details ->> 'subscription_plan', h.details ->> 'billing_cycle'), format('%s %s, %s', r.subscription_plan, r.billing_cycle, r.cause)
    from rows_of_terms as r
    left join org_billing_history as h on h.org_id = r.org_id and (
        h.history_id = r.invoice_id
        or (r.invoice_id is null and r.cause = 'created' and h.event_type = 'subscription_created' and h.subscription_id = r.subscription_id)
    )
    where r.cause not in ('created', 'trial_ended', 'renewed', 'resumed', 'changed')
        or (h.history_id is null and not (r.cause = 'resumed' or (r.is_trial and r.cause = 'changed')))
        or (h.history_id is not null and (r.subscription_plan, r.billing_cycle)
            is distinct from (h.details ->> 'subscription_plan', h.details ->> 'billing_cycle'))
        or (h.event_type = 'subscription_created' and (h.details ->> 'price_usd')::numeric <> r.price_usd)
        or (r.cause = 'resumed' and r.period_number > 1 and (r.subscription_plan, r.billing_cycle) is distinct from (r.plan_before, r.cycle_before))
    union all
    select 'C14 end of a row', r.org_id, format('%s row %s', r.term_id, r.period_number), 'the next row, the end of its term or a pause', r.ends_at::text
    from rows_of_terms as r
    where r.ends_at is not null and not coalesce(r.ends_at = r.next_starts_at and r.goes_on, false) and r.ends_at is distinct from r.ended_at
        and not exists (
            select 1 from subscription_standings as n
            where n.org_id = r.org_id and n.subscription_id = r.subscription_id and n.standing = 'paused' and n.from_at = r.ends_at
        )
    union all
    select 'C14 rows told', b.org_id, b.subscription_id::text, format('%s resumed, %s changed, %s paused', l.resumed, l.changed, l.paused),
        format('%s resumed, %s changed, %s paused', r.resumed, r.changed, n.paused)
    from verify_subscriptions_by_verbs() as b
    cross join lateral (
        select
            count(*) filter (where x.event_type = 'org.subscription.resumed') as resumed,
            count(*) filter (where x.event_type = 'org.subscription.upgraded') as changed,
            count(*) filter (where x.event_type = 'org.subscription.paused') as paused
        from organization_audit_log as x
        where x.org_id = b.org_id and x.subject = b.subscription_id::text and x.event_type in (
            'org.subscription.resumed', 'org.subscription.upgraded', 'org.subscription.paused'
        )
    ) as l
    cross join lateral (
        select
            count(*) filter (where x.cause = 'resumed') as resumed, count(*) filter (where x.cause = 'changed') as changed,
            bool_or(t.taken_over_at is not null) as is_taken_over
        from subscription_terms as t
        inner join subscription_periods as x on x.org_id = t.org_id and x.term_id = t.term_id
        where t.org_id = b.org_id and t.subscription_id = b.subscription_id
    ) as r
    cross join lateral (
        select count(*) filter (where x.standing = 'paused') as paused from subscription_standings as x
        where x.org_id = b.org_id and x.subscription_id = b.subscription_id
    ) as n
    where not r.is_taken_over and (l.resumed, l.changed, l.paused) is distinct from (r.resumed, r.changed, n.paused);
$fn$;
comment on function verify_c14_rows() is 'C14: each row of a term is told by the verb that made it: its plan by its invoice or by the creation, its end by the next row, the end of the term or a pause, its number by the audit log.';
