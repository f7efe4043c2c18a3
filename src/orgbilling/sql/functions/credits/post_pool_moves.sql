create or replace function post_pool_moves(
    p_org_id uuid, p_moves credit_transfers[], p_rolled_credits numeric, p_actor_id text, p_reason text,
    p_request_key text, p_now timestamptz
) returns void
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_seq bigint;
    v_available numeric;
    v_delta constant numeric := pool_change(p_moves);
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
        m.allocation_seq, m.allocation_balance_after, p_actor_id, p_reason, p_request_key, p_now
    from (
        select x.*, row_number() over () as n, x.kind in ('return', 'reclaim') as inward from unnest(p_moves) as x
    ) as m;
    update organization_credit_pools
    set
        available_credits = available_credits + v_delta,
        allocated_credits = allocated_credits - v_delta - p_rolled_credits,
        seq = seq + cardinality(p_moves)
    where org_id = p_org_id;
end
$fn$;
comment on function post_pool_moves(uuid, credit_transfers[], numeric, text, text, text, timestamptz) is 'Posts movements between the pool and allocations, in order, with one update of the pool; the allocations themselves are updated by the caller, who holds their locks. p_rolled_credits is use that leaves allocated_credits at a reset.';
