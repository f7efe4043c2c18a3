create or replace function calendar_document(p_org_id uuid) returns jsonb
language sql
stable
security definer
set search_path = public, pg_temp
as $fn$
    select jsonb_build_object(
        'org_id', p.org_id, 'next_due_at', p.next_due_at,
        'term', case when t.term_id is not null then jsonb_build_object(
            'id', t.term_id, 'subscription_id', t.subscription_id, 'billing_cycle', t.billing_cycle, 'is_trial', t.is_trial,
            'starts_at', t.starts_at, 'planned_end_at', t.planned_end_at, 'ended_at', t.ended_at, 'next_month_at', t.next_month_at
        ) end,
        'included', (
            select coalesce(jsonb_agg(included_credits_document(c) order by c.due_at, c.kind desc, c.item_number), '[]')
            from included_credits as c where c.org_id = t.org_id and c.term_id = t.term_id
        ),
        'money_credit_usd', (
            select coalesce(sum(m.amount_usd - m.used_usd), 0) from money_credits as m where m.org_id = p.org_id
        ),
        'own_grant', case when p.own_monthly_credits > 0 then jsonb_build_object(
            'credits', p.own_monthly_credits, 'next_at', p.next_own_grant_at
        ) end,
        'moves', (
            select coalesce(jsonb_agg(jsonb_build_object(
                'id', m.move_id, 'kind', m.kind, 'subject', m.subject, 'old_at', m.old_at, 'new_at', m.new_at,
                'actor_id', m.actor_id, 'reason', m.reason, 'moved_at', m.moved_at
            ) order by m.move_id desc), '[]')
            from (
                select x.* from calendar_moves as x where x.org_id = p.org_id order by x.move_id desc limit 50
            ) as m
        )
    )
    from organization_credit_pools as p
    left join lateral (
        select s.term_id from organization_subscriptions as s
        where s.org_id = p.org_id
        order by (s.status = 'canceled'), s.created_at desc
        limit 1
    ) as s on true
    left join subscription_terms as t on t.org_id = p.org_id and t.term_id = s.term_id
    where p.org_id = p_org_id;
$fn$;
comment on function calendar_document(uuid) is 'The calendar of an organization as the API shows it: the running or last term with its months and differences, money credit that is left, the own grant, and the last 50 boundaries that were moved by hand.';
