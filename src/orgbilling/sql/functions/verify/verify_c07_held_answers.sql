create or replace function verify_c07_held_answers() returns setof ledger_difference
language sql
stable
security definer
set search_path = public, pg_temp
as $fn$
    with movements as (
        select u.org_id, u.user_id, u.created_at as at_instant, u.allocation_seq as seq, u.allocation_balance_after as balance
        from credit_usage_attribution as u
        where exists (select 1 from credit_holds as h where h.org_id = u.org_id and h.user_id = u.user_id)
        union all
        select t.org_id, t.user_id, t.created_at, t.allocation_seq, t.allocation_balance_after
        from credit_transfers as t
        where t.allocation_seq is not null and exists (select 1 from credit_holds as h where h.org_id = t.org_id and h.user_id = t.user_id)
    ),
    answers as (
        select h.org_id, h.user_id, h.created_at as at_instant, h.hold_id, h.remaining_credits as remaining, h.credits as own from credit_holds as h
        union all
        select h.org_id, h.user_id, h.resolved_at, h.hold_id, h.resolved_remaining_credits, 0 from credit_holds as h where h.status = 'released'
    ),
    -- The most that was had in the seconds around. A frame that moves would be looked through anew for each answer.
    moments as (
        select m.org_id, m.user_id, floor(extract(epoch from m.at_instant) / 2) + near.by as moment, max(m.balance) as most
        from movements as m
        cross join (values (-1), (0), (1)) as near (by)
        group by 1, 2, 3
    ),
    together as (
        -- With its sequence number first, the greatest of them is the last.
        select e.*, (max(array[e.seq, e.balance]) filter (where e.seq is not null) over w)[2] as balance_then
        from (
            select x.org_id, x.user_id, x.at_instant, x.seq::numeric as seq, x.balance, null::uuid as hold_id, null::numeric as remaining, 0::numeric as own
            from movements as x
            union all
            select a.org_id, a.user_id, a.at_instant, null, null, a.hold_id, a.remaining, a.own from answers as a
        ) as e
        window w as (partition by e.org_id, e.user_id order by e.at_instant range between unbounded preceding and interval '2 seconds' preceding)
    )
    select 'C7 hold remaining', t.org_id, t.hold_id::text, format('at most %s', greatest(t.balance_then, m.most) - t.own), t.remaining::text
    from together as t
    left join moments as m on m.org_id = t.org_id and m.user_id = t.user_id and m.moment = floor(extract(epoch from t.at_instant) / 2)
    where t.hold_id is not null and (t.remaining < 0 or t.remaining > greatest(t.balance_then, m.most) - t.own);
$fn$;
comment on function verify_c07_held_answers() is 'C7: what a hold said remains is a balance that its member had at that moment, less what was held then.';
