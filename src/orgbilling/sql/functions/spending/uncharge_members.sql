create or replace function uncharge_members(p_items spend_item_v1[], p_numbers integer[], p_open uuid[]) returns void
language plpgsql
as $fn$
begin
    -- Nobody has seen what was changed before a closed gate: it is ours alone until the commit.
    update user_credit_allocations as a
    set
        used_credits = a.used_credits - t.credits, cumulative_used_credits = a.cumulative_used_credits - t.credits,
        seq = a.seq - t.items
    from (
        select i.org_id, i.user_id, sum(trim_scale(i.credits)) as credits, count(*) as items
        from unnest(p_items) with ordinality as i
        where i.ordinality = any(p_numbers) and i.org_id <> all(coalesce(p_open, '{}'))
        group by i.org_id, i.user_id
    ) as t
    where a.org_id = t.org_id and a.user_id = t.user_id;
end
$fn$;
comment on function uncharge_members(spend_item_v1[], integer[], uuid[]) is 'Takes back what charge_members has taken in this transaction from members of organizations that are not among those that are open.';
