create or replace function store_limits(p_limits spending_limits[], p_before spending_limits[]) returns void
language plpgsql
as $fn$
begin
    -- Those that changed, each by its key.
    for n in 1..cardinality(p_limits) loop
        continue when p_limits[n] is not distinct from p_before[n];
        update spending_limits as l
        set
            used_amount = p_limits[n].used_amount, held_amount = p_limits[n].held_amount, period_start = p_limits[n].period_start
        where l.org_id = p_limits[n].org_id and l.limit_id = p_limits[n].limit_id;
    end loop;
end
$fn$;
comment on function store_limits(spending_limits[], spending_limits[]) is 'Writes back limits that are not as they were; the caller holds their locks.';
