create or replace function bring_included_credits(p_org_id uuid, p_at timestamptz, p_now timestamptz) returns boolean
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_item record;
    v_lot_id uuid;
    v_is_brought boolean := false;
begin
    for v_item in
        select c.*
        from included_credits as c
        inner join subscription_terms as t on t.org_id = c.org_id and t.term_id = c.term_id
        inner join organization_subscriptions as s on s.org_id = t.org_id and s.subscription_id = t.subscription_id
        inner join organizations as o on o.org_id = c.org_id
        where
            c.org_id = p_org_id and c.state = 'due'
            and ((o.status = 'active' and is_spending_standing(s.standing)) or is_paid_for(c.org_id, c.term_id, c.due_at))
        order by c.due_at, s.created_at, t.term_number, c.kind desc, c.item_number
    loop
        v_lot_id := null;
        v_is_brought := v_is_brought or v_item.credits > 0;
        if v_item.credits > 0 then
            v_lot_id := post_inflow(
                p_org_id, 'refresh', v_item.credits, 0, null, null, 'system',
                case v_item.kind
                    when 'month' then 'monthly refresh of ' || v_item.starts_date
                    else 'rest of the month after an upgrade'
                end, null, p_now, p_at
            );
        end if;
        update included_credits set state = 'brought', brought_at = p_at, lot_id = v_lot_id
        where org_id = p_org_id and term_id = v_item.term_id and kind = v_item.kind and item_number = v_item.item_number;
    end loop;
    return v_is_brought;
end
$fn$;
comment on function bring_included_credits(uuid, timestamptz, timestamptz) is 'Brings, once, each month and difference that is due where the organization is active and the subscription may spend, or where everything that the term owed by then is paid. The caller has locked the pool. Returns whether any credits came.';
