create or replace function verify_c07_remaining() returns setof ledger_difference
language sql
stable
security definer
set search_path = public, pg_temp
as $fn$
    with holders as (select h.org_id, h.user_id from credit_holds as h group by h.org_id, h.user_id),
    -- A transaction reads the clock within a moment of the one before; a hold may have ended between its time-out and its late capture.
    held as (
        select h.org_id, h.user_id, h.created_at - interval '2 seconds' as at_instant, h.credits as most, 0 as least from credit_holds as h
        union all
        select h.org_id, h.user_id, h.created_at + interval '2 seconds', 0, h.credits from credit_holds as h
        union all
        select h.org_id, h.user_id, h.resolved_at + interval '2 seconds', -h.credits, 0 from credit_holds as h where h.resolved_at is not null
        union all
        select h.org_id, h.user_id, case when h.is_late then least(h.expires_at, h.resolved_at) else h.resolved_at end - interval '2 seconds', 0, -h.credits
        from credit_holds as h where h.resolved_at is not null
    ),
    answers as (
        select u.org_id, u.user_id, u.created_at as at_instant, u.usage_id as answer_id, u.allocation_seq as seq, u.allocation_balance_after as balance,
            u.remaining_credits as remaining, u.hold_id is not null as is_capture
        from credit_usage_attribution as u
        inner join holders as o on o.org_id = u.org_id and o.user_id = u.user_id
    ),
    together as (
        select
            e.*, sum(e.most) over w as most_held, greatest(sum(e.least) over w, 0) as least_held
        from (
            select h.org_id, h.user_id, h.at_instant, null::uuid as answer_id, null::bigint as seq, null::numeric as balance,
                null::numeric as remaining, false as is_capture, h.most, h.least
            from held as h
            union all
            select a.*, 0, 0 from answers as a
        ) as e
        window w as (partition by e.org_id, e.user_id order by e.at_instant)
    )
    select 'C7 remaining', u.org_id, u.usage_id::text, u.allocation_balance_after::text, u.remaining_credits::text
    from credit_usage_attribution as u
    left join holders as o on o.org_id = u.org_id and o.user_id = u.user_id
    where o.org_id is null and u.remaining_credits <> u.allocation_balance_after
    union all
    select 'C7 remaining', t.org_id, t.answer_id::text, format('%s less %s to %s', t.balance, t.least_held, t.most_held), t.remaining::text
    from together as t
    -- What a capture set free above the target went back to the pool at once.
    left join credit_transfers as b
        on t.is_capture and b.org_id = t.org_id and b.user_id = t.user_id and b.allocation_seq = t.seq + 1 and b.kind = 'return'
    where t.answer_id is not null
        and (t.remaining > t.balance - t.least_held or t.remaining < t.balance - t.most_held - coalesce(b.amount, 0) or t.remaining < 0);
$fn$;
comment on function verify_c07_remaining() is 'C7: what an answer said remains is the balance after it less what was held then; where clocks leave open what was held, within what it may have been.';
