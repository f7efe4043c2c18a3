create or replace function verify_c14_promises() returns setof ledger_difference
language sql
stable
security definer
set search_path = public, pg_temp
as $fn$
    with said as (
        select distinct on (c.org_id, c.user_id) c.* from credit_allocation_changes as c order by c.org_id, c.user_id, c.change_number desc
    ),
    -- What a reset left owing since then takes its place.
    owed as (
        select c.org_id, c.user_id, coalesce(r.shortfall_credits, c.refill_due_credits) as credits, coalesce(r.allocation_seq, c.allocation_seq) as seq
        from said as c
        left join lateral (
            select x.* from credit_resets as x
            where x.org_id = c.org_id and x.user_id = c.user_id and x.period_number >= c.period_number and x.allocation_seq is not null
            order by x.period_number desc limit 1
        ) as r on true
    ),
    drawn as (
        select o.org_id, o.user_id, sum(t.amount) as credits
        from owed as o
        inner join credit_transfers as t
            on t.org_id = o.org_id and t.user_id = o.user_id and t.kind = 'top_up' and t.allocation_seq > o.seq
        group by o.org_id, o.user_id
    )
    select 'C14 promise', a.org_id, a.user_id,
        format('%s %s from %s, active %s', coalesce(c.target_credits, 0), coalesce(c.reset_period, a.reset_period), c.reset_anchor_date, coalesce(c.is_active, true)),
        format('%s %s from %s, active %s', a.target_credits, a.reset_period, a.reset_anchor_date, a.is_active)
    from user_credit_allocations as a
    left join said as c on c.org_id = a.org_id and c.user_id = a.user_id
    where (a.target_credits, a.reset_period, a.reset_anchor_date, a.is_active)
        is distinct from (coalesce(c.target_credits, 0), coalesce(c.reset_period, a.reset_period), c.reset_anchor_date, coalesce(c.is_active, true))
        or a.is_active <> (a.closed_at is null)
    union all
    select 'C14 owed to a member', a.org_id, a.user_id, (coalesce(o.credits, 0) - coalesce(d.credits, 0))::text, a.refill_due_credits::text
    from user_credit_allocations as a
    left join owed as o on o.org_id = a.org_id and o.user_id = a.user_id
    left join drawn as d on d.org_id = a.org_id and d.user_id = a.user_id
    where a.refill_due_credits <> coalesce(o.credits, 0) - coalesce(d.credits, 0)
    union all
    select 'C14 said in order', x.org_id, x.user_id, x.place::text, x.change_number::text
    from (
        select
            c.*, row_number() over w as place, lag(c.period_number, 1, 1) over w as period_before, lag(c.allocation_seq, 1, 0::bigint) over w as seq_before,
            a.period_number as period_now, a.seq as seq_now
        from credit_allocation_changes as c
        left join user_credit_allocations as a on a.org_id = c.org_id and a.user_id = c.user_id
        window w as (partition by c.org_id, c.user_id order by c.change_number)
    ) as x
    where x.change_number <> x.place or x.period_number not between x.period_before and x.period_now
        or x.allocation_seq not between x.seq_before and x.seq_now or x.period_now is null or (not x.is_active and x.target_credits > 0);
$fn$;
comment on function verify_c14_promises() is 'C14: what is promised to a member is what was last said: target, what is owed of it, what resets count from.';
