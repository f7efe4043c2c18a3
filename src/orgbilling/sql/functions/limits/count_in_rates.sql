create or replace function count_in_rates(p_limits spending_limits[], p_requests integer, p_tokens numeric) returns void
language plpgsql
as $fn$
declare
    v_after spending_limits[] := p_limits;
begin
    for n in 1..cardinality(p_limits) loop
        v_after[n].used_amount := p_limits[n].used_amount + case p_limits[n].unit
            when 'requests' then p_requests
            when 'tokens' then p_tokens
            else 0
        end;
    end loop;
    perform store_limits(v_after, p_limits);
end
$fn$;
comment on function count_in_rates(spending_limits[], integer, numeric) is 'Adds requests and tokens that cost nothing to limits, of which budgets stay as they are; the caller holds their locks.';
