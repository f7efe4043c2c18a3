create or replace function verify_c12_periods() returns setof ledger_difference
language sql
stable
security definer
set search_path = public, pg_temp
as $fn$
    select 'C12 period', x.org_id, format('%s period %s', x.user_id, x.period_number), format('%s from %s', x.place, x.end_before),
        format('%s from %s', x.period_number, x.period_start)
    from (
        select y.*, row_number() over w as place, lag(y.period_end, 1, y.created_at) over w as end_before
        from (
            select r.org_id, r.user_id, r.period_number, r.period_start, r.period_end, a.created_at
            from credit_resets as r
            inner join user_credit_allocations as a on a.org_id = r.org_id and a.user_id = r.user_id
            union all
            select a.org_id, a.user_id, a.period_number, a.period_start, null, a.created_at from user_credit_allocations as a
        ) as y
        window w as (partition by y.org_id, y.user_id order by y.period_number)
    ) as x
    where x.period_number <> x.place or x.period_start <> x.end_before
    union all
    select 'C12 end of a period', r.org_id, format('%s period %s', r.user_id, r.period_number), coalesce(midnight_of(r.boundary_date, o.time_zone)::text, 'reopened'),
        format('%s by %s', r.period_end, r.cause)
    from credit_resets as r
    inner join organizations as o on o.org_id = r.org_id
    where r.cause not in ('boundary', 'reopened') or (r.cause = 'boundary') <> (r.boundary_date is not null) or r.period_end <= r.period_start or r.created_at < r.period_end - interval '1 hour'
        or (r.cause = 'reopened' and r.period_end <> greatest(r.created_at, r.period_start + interval '1 microsecond'))
        or (r.cause = 'boundary' and r.period_end <> greatest(midnight_of(r.boundary_date, o.time_zone), r.period_start + interval '1 microsecond')
            and not verify_boundary_moved(r.org_id, 'reset', r.user_id, r.period_end, midnight_of(r.boundary_date, o.time_zone)))
    union all
    select 'C12 moved by resets', x.org_id, format('%s at %s', x.user_id, x.created_at), format('%s in, %s back', sum(x.moved), sum(x.returned)),
        format('%s in, %s back', sum(x.granted), sum(x.given_back))
    from (
        select r.org_id, r.user_id, r.created_at, r.granted_credits as granted, r.returned_credits as given_back, 0 as moved, 0 as returned
        from credit_resets as r
        union all
        select t.org_id, t.user_id, t.created_at, 0, 0, case when t.kind = 'reset' then t.amount else 0 end,
            case when t.kind = 'return' then t.amount else 0 end
        from credit_transfers as t
        where t.kind = 'reset' or (t.kind = 'return' and t.reason = 'calendar' and t.actor_id = 'system')
    ) as x
    group by x.org_id, x.user_id, x.created_at
    having sum(x.granted) <> sum(x.moved) or sum(x.given_back) <> sum(x.returned)
    union all
    select 'C12 shortfall', r.org_id, format('%s period %s', r.user_id, r.period_number), greatest(c.target_credits - coalesce(b.balance, 0), 0)::text,
        r.shortfall_credits::text
    from credit_resets as r
    inner join lateral (
        select x.target_credits from credit_allocation_changes as x
        where x.org_id = r.org_id and x.user_id = r.user_id and x.period_number <= r.period_number
        order by x.change_number desc limit 1
    ) as c on true
    left join (
        select t.org_id, t.user_id, t.allocation_seq as seq, t.allocation_balance_after as balance from credit_transfers as t where t.allocation_seq is not null
        union all
        select u.org_id, u.user_id, u.allocation_seq, u.allocation_balance_after from credit_usage_attribution as u
    ) as b on b.org_id = r.org_id and b.user_id = r.user_id and b.seq = r.allocation_seq
    where (r.allocation_seq is null) <> (r.cause = 'reopened') or r.shortfall_credits <> case
        when r.cause = 'boundary' then greatest(c.target_credits - coalesce(b.balance, 0), 0) else 0
    end;
$fn$;
comment on function verify_c12_periods() is 'C12: periods follow each other from the first on, and what a reset granted and gave back is what moved; what it left owing is what its target says.';
