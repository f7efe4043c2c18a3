create or replace function verify_c08_sequences() returns setof ledger_difference
language sql
stable
security definer
set search_path = public, pg_temp
as $fn$
    -- The pool's account is '', which is nobody's user id.
    with movements as (
        select t.org_id, '' as account, t.pool_seq as seq, t.pool_balance_after as balance,
            case when t.to_account = 'pool' then t.amount else -t.amount end as change
        from credit_transfers as t where t.pool_seq is not null
        union all
        select t.org_id, t.user_id, t.allocation_seq, t.allocation_balance_after,
            case when t.to_account = 'allocation' then t.amount else -t.amount end
        from credit_transfers as t where t.allocation_seq is not null
        union all
        select u.org_id, u.user_id, u.allocation_seq, u.allocation_balance_after, -u.charged_credits
        from credit_usage_attribution as u
    ),
    followed as (
        select
            m.*, lag(m.seq, 1, 0::bigint) over w as seq_before, lag(m.balance, 1, 0::numeric) over w as balance_before,
            lead(m.seq) over w is null as is_last
        from movements as m
        window w as (partition by m.org_id, m.account order by m.seq)
    ),
    caches as (
        select p.org_id, '' as account, p.seq, p.available_credits as balance from organization_credit_pools as p
        union all
        select a.org_id, a.user_id, a.seq, a.allocated_credits - a.used_credits from user_credit_allocations as a
    )
    select 'C8 order', f.org_id, coalesce(nullif(f.account, ''), 'pool'), format('seq %s balance %s', f.seq_before + 1, f.balance_before + f.change),
        format('seq %s balance %s', f.seq, f.balance)
    from followed as f
    where f.seq <> f.seq_before + 1 or f.balance is distinct from f.balance_before + f.change
    union all
    select 'C8 last', c.org_id, coalesce(nullif(c.account, ''), 'pool'), format('seq %s balance %s', coalesce(f.seq, 0), coalesce(f.balance, 0)),
        format('seq %s balance %s', c.seq, c.balance)
    from caches as c
    left join followed as f on f.org_id = c.org_id and f.account = c.account and f.is_last
    where c.seq <> coalesce(f.seq, 0) or c.balance is distinct from coalesce(f.balance, 0);
$fn$;
comment on function verify_c08_sequences() is 'C8: each account''s movements are numbered without a gap, each balance follows from the one before, and the last is the cache.';
