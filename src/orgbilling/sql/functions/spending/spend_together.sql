create or replace function spend_together(
    p_items spend_item[], p_malformed integer[], p_sound integer[], p_together integer[], p_session_idle_s integer,
    p_now timestamptz
) returns setof spending_result
language plpgsql
as $fn$
declare
    v_numbers integer[];
    i spend_item;
    r spending_result;
begin
    return query select u.* from unanswered(p_items, p_malformed, 'malformed') as u;
    if cardinality(p_together) > 0 then
        -- No transaction waits for an allocation while it has those of others: what is left comes again.
        return query
            select q.*
            from quick_deducts(array(select p_items[n] from unnest(p_together) as n), p_together, p_session_idle_s, p_now) as q;
        return query
            select u.* from unanswered(p_items, array(select n from unnest(p_sound) as n where n <> all(p_together)), 'untried') as u;
        return;
    end if;
    -- In any other order two of these, or one and a settlement, would wait for each other in a circle.
    for v_numbers in
        select array_agg(n order by n) from unnest(p_sound) as n group by p_items[n].org_id order by p_items[n].org_id
    loop
        i := p_items[v_numbers[1]];
        if cardinality(v_numbers) = 1 and cardinality(p_items) > 1 and i.verb <> 'release' and i.closely is not true then
            r := quick_one(i, p_session_idle_s, p_now, false);
            if r.outcome is null then
                r.outcome := 'untried';
                r.replayed := false;
            end if;
            r.ordinal := v_numbers[1];
            return next r;
            continue;
        end if;
        return query
            select s.* from spend_closely(
                array(select p_items[n] from unnest(v_numbers) as n), v_numbers, p_session_idle_s, p_now, false
            ) as s;
    end loop;
end
$fn$;
comment on function spend_together(spend_item[], integer[], integer[], integer[], integer, timestamptz) is 'Items of one or more organizations, as sorted_items sorts them: the malformed are answered, then either those that only deduct are tried together, and the others come again, or it goes organization by organization in the order of their ids: one item by its short way, or it comes again; several are looked at closely.';
