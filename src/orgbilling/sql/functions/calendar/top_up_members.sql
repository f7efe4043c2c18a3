create or replace function top_up_members(p_org_id uuid, p_now timestamptz) returns void
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_available numeric;
    v_moves credit_transfers[];
begin
    select p.available_credits into v_available from organization_credit_pools as p where p.org_id = p_org_id;
    -- The pool is locked by now: an allocation that another transaction holds is left to its next touch, never waited for.
    with owed as (
        select l.user_id, l.refill_due_credits,
            greatest(least(l.refill_due_credits, v_available - sum(l.refill_due_credits) over (order by l.user_id) + l.refill_due_credits), 0) as grant_credits
        from (
            select a.user_id, a.refill_due_credits from user_credit_allocations as a
            where a.org_id = p_org_id and a.refill_due_credits > 0
            order by a.user_id
            for no key update skip locked
        ) as l
    ),
    raised as (
        update user_credit_allocations as a
        set
            allocated_credits = a.allocated_credits + o.grant_credits,
            refill_due_credits = a.refill_due_credits - o.grant_credits, seq = a.seq + 1
        from owed as o
        where a.org_id = p_org_id and a.user_id = o.user_id and o.grant_credits > 0
        returning a, o.grant_credits
    )
    select array_agg(pool_move('top_up', r.a, r.grant_credits) order by (r.a).user_id) into v_moves
    from raised as r;
    if v_moves is not null then
        perform post_pool_moves(p_org_id, v_moves, 0, 'system', 'top-up', null, p_now);
    end if;
end
$fn$;
comment on function top_up_members(uuid, timestamptz) is 'Gives members what the pool still owes them, by user id, as far as the pool reaches. The caller has locked them and the pool.';
