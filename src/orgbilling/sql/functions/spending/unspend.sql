create or replace function unspend(i spend_item_v1, p_id uuid) returns void
language plpgsql
as $fn$
begin
    -- Nobody has seen the change, which is ours alone until the commit.
    if i.verb = 'deduct' then
        perform uncharge_members(array[i], array[1], null);
    else
        update user_credit_allocations as c set held_credits = c.held_credits - i.credits
        where c.org_id = i.org_id and c.user_id = i.user_id;
    end if;
    perform unclaim_spending_keys(array[i], array[p_id]);
end
$fn$;
comment on function unspend(spend_item_v1, uuid) is 'Takes back what quick_spend did for an item in this transaction: its change of the allocation, and its key.';
