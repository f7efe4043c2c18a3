create or replace function store_holds(p_holds credit_holds[]) returns void
language plpgsql
as $fn$
declare
    h credit_holds;
begin
    -- One by one: joined, they might be found by a look at all holds there are.
    foreach h in array p_holds loop
        update credit_holds as c
        set
            status = h.status, is_late = h.is_late, resolved_at = h.resolved_at, usage_id = h.usage_id,
            captured_credits = h.captured_credits, released_credits = h.released_credits,
            uncollected_credits = h.uncollected_credits, resolved_remaining_credits = h.resolved_remaining_credits
        where c.org_id = h.org_id and c.hold_id = h.hold_id;
    end loop;
end
$fn$;
comment on function store_holds(credit_holds[]) is 'Writes holds that were captured, released or expired, with what their answers will be repeated from. The caller holds the locks of their allocations.';
