create or replace function without_hold(p_limits spending_limits[], h credit_holds) returns spending_limits[]
language plpgsql
immutable
as $fn$
begin
    for n in 1..cardinality(p_limits) loop
        if p_limits[n].limit_id = any(h.limit_ids) and p_limits[n].unit <> 'requests' then
            p_limits[n].held_amount := p_limits[n].held_amount - limit_share(p_limits[n].unit, h.credits, h.limit_tokens);
        end if;
    end loop;
    return p_limits;
end
$fn$;
comment on function without_hold(spending_limits[], credit_holds) is 'Limits without what a hold that ends took from those which it names; a request that was made stays made.';
