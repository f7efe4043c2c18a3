create or replace function verify_c15_limits() returns setof ledger_difference
language sql
stable
security definer
set search_path = public, pg_temp
as $fn$
    select 'C15 ' || d.name, l.org_id, concat_ws(' ', l.kind, l.subject_id, l.unit, l.period), d.expected::text, d.actual::text
    from spending_limits as l
    cross join lateral (
        select 'used' as name, credits_used_from(l.org_id, l.kind, l.subject_id, l.period_start::date) as expected, l.used_amount as actual
        where l.unit = 'credits'
        union all
        select
            'held', coalesce(sum(limit_share(l.unit, h.credits, h.limit_tokens)) filter (where l.unit <> 'requests'), 0), l.held_amount
        from credit_holds as h
        where h.org_id = l.org_id and h.status = 'open' and l.limit_id = any(h.limit_ids)
    ) as d
    where d.expected <> d.actual
    union all
    select 'C15 limited', a.org_id, a.user_id, is_limited_member(a.org_id, a.user_id)::text, a.is_limited::text
    from user_credit_allocations as a
    where a.is_limited <> is_limited_member(a.org_id, a.user_id);
$fn$;
comment on function verify_c15_limits() is 'C15: of a budget is used what the usage of its period comes to, net of refunds, and held what the open holds that name it hold; an allocation says whether a rule or limit concerns it.';
