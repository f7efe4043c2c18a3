create or replace function unspend(i spend_item_v1, m user_credit_allocations, p_id uuid) returns void
language plpgsql
as $fn$
begin
    -- Nobody has seen the change, which is ours alone until the commit. There is no m where there was none.
    if m.org_id is not null then
        update user_credit_allocations as c
        set
            used_credits = c.used_credits - i.credits, cumulative_used_credits = c.cumulative_used_credits - i.credits, seq = c.seq - 1
        where i.verb = 'deduct' and c.org_id = i.org_id and c.user_id = i.user_id;
        update user_credit_allocations as c set held_credits = c.held_credits - i.credits
        where i.verb = 'reserve' and c.org_id = i.org_id and c.user_id = i.user_id;
    end if;
    perform unclaim_spending_keys(array[i], array[p_id]);
end
$fn$;
comment on function unspend(spend_item_v1, user_credit_allocations, uuid) is 'Takes back what quick_spend did for an item in this transaction: its change of the allocation, of which m is what became of it, and its key.';
