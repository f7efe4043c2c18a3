create or replace function unspend(i spend_item_v1, p_id uuid, p_is_charged boolean) returns void
language plpgsql
as $fn$
begin
    -- Nobody has seen the change, which is ours alone until the commit.
    if not p_is_charged then
        null;
    elsif i.verb = 'deduct' then
        perform uncharge_members(array[i], array[1], null);
    elsif i.verb = 'reserve' then
        update user_credit_allocations as c set held_credits = c.held_credits - i.credits
        where c.org_id = i.org_id and c.user_id = i.user_id;
    else
        update user_credit_allocations as c
        set
            held_credits = c.held_credits + o.credits, used_credits = c.used_credits - i.credits,
            cumulative_used_credits = c.cumulative_used_credits - i.credits, seq = c.seq - 1
        from (select h.user_id, h.credits from credit_holds as h where h.org_id = i.org_id and h.hold_id = i.hold_id) as o
        where c.org_id = i.org_id and c.user_id = o.user_id;
    end if;
    perform unclaim_spending_keys(array[i], array[p_id]);
end
$fn$;
comment on function unspend(spend_item_v1, uuid, boolean) is 'Takes back what quick_spend or quick_capture did for an item in this transaction: its change of the allocation, if it came to that, and its key.';
