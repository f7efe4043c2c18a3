create or replace function store_spenders(p_members user_credit_allocations[]) returns void
language plpgsql
as $fn$
declare
    m user_credit_allocations;
begin
    -- One by one: joined, they might be found by a look at all allocations there are.
    foreach m in array p_members loop
        update user_credit_allocations as a
        set
            allocated_credits = m.allocated_credits, used_credits = m.used_credits, held_credits = m.held_credits,
            refill_due_credits = m.refill_due_credits, cumulative_used_credits = m.cumulative_used_credits, seq = m.seq
        where a.org_id = m.org_id and a.user_id = m.user_id;
    end loop;
end
$fn$;
comment on function store_spenders(user_credit_allocations[]) is 'Writes back allocations that a batch of spending changed; the caller holds their locks.';
