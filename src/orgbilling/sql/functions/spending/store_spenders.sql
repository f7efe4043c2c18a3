create or replace function store_spenders(p_members user_credit_allocations[]) returns void
language plpgsql
as $fn$
declare
    m user_credit_allocations;
begin
    if cardinality(p_members) = 1 then
        m := p_members[1];
        update user_credit_allocations as a
        set
            allocated_credits = m.allocated_credits, used_credits = m.used_credits, held_credits = m.held_credits,
            refill_due_credits = m.refill_due_credits, cumulative_used_credits = m.cumulative_used_credits, seq = m.seq
        where a.org_id = m.org_id and a.user_id = m.user_id;
        return;
    end if;
    update user_credit_allocations as a
    set
        allocated_credits = s.allocated_credits, used_credits = s.used_credits, held_credits = s.held_credits,
        refill_due_credits = s.refill_due_credits, cumulative_used_credits = s.cumulative_used_credits, seq = s.seq
    from unnest(p_members) as s
    where a.org_id = s.org_id and a.user_id = s.user_id;
end
$fn$;
comment on function store_spenders(user_credit_allocations[]) is 'Writes back allocations that a batch of spending changed; the caller holds their locks.';
