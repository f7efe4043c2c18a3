create or replace function post_pool_moves(
    p_org_id uuid, p_user_ids text[], p_kinds text[], p_amounts numeric[], p_seqs bigint[], p_balances numeric[],
    p_rolled_credits numeric, p_actor_id text, p_reason text, p_request_key text, p_now timestamptz
) returns numeric
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_seq bigint;
    v_available numeric;
    v_delta numeric;
begin
    select p.seq, p.available_credits into v_seq, v_available
    from organization_credit_pools as p where p.org_id = p_org_id for no key update;
    if not found then
        raise exception 'this organization has no credit pool' using errcode = 'OB004';
    end if;
    insert into credit_transfers (
        org_id, transfer_id, kind, from_account, to_account, user_id, amount, pool_seq, pool_balance_after,
        allocation_seq, allocation_balance_after, actor_id, reason, request_key, created_at
    )
    select
        p_org_id, uuid_v7(p_now), m.kind,
        case when m.inward then 'allocation' else 'pool' end, case when m.inward then 'pool' else 'allocation' end,
        m.user_id, m.amount, v_seq + m.n,
        v_available + sum(case when m.inward then m.amount else -m.amount end) over (order by m.n),
        m.seq, m.balance, p_actor_id, p_reason, p_request_key, p_now
    from (
        select x.*, x.kind in ('return', 'reclaim') as inward
        from unnest(p_user_ids, p_kinds, p_amounts, p_seqs, p_balances)
            with ordinality as x (user_id, kind, amount, seq, balance, n)
    ) as m;
    select coalesce(sum(case when x.kind in ('return', 'reclaim') then x.amount else -x.amount end), 0) into v_delta
    from unnest(p_kinds, p_amounts) as x (kind, amount);
    update organization_credit_pools
    set
        available_credits = available_credits + v_delta,
        allocated_credits = allocated_credits - v_delta - p_rolled_credits,
        seq = seq + cardinality(p_kinds)
    where org_id = p_org_id;
    return v_available + v_delta;
end
$fn$;
comment on function post_pool_moves(uuid, text[], text[], numeric[], bigint[], numeric[], numeric, text, text, text, timestamptz) is 'Posts movements between the pool and allocations, in order, with one update of the pool; the allocations themselves are updated by the caller, who holds their locks. p_rolled_credits is use that leaves allocated_credits at a reset. Returns the available credits after.';
