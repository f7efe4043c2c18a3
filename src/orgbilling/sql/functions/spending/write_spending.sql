create or replace function write_spending(b spending_batch, w spending_writes) returns void
language plpgsql
as $fn$
declare
    h credit_holds;
    a user_credit_allocations;
    u credit_usage_attribution;
begin
    -- In lock order: allocations, limits, pool, holds, inserts.
    if cardinality(w.usage) > 0 or cardinality(w.opened) > 0 or w.holds is distinct from b.holds or cardinality(w.moves) > 0 then
        perform store_spenders(w.members);
    end if;
    perform store_limits(w.limits, b.limits);
    perform forget_limited_keys(b, w.results);
    if cardinality(w.moves) > 0 then
        perform post_pool_moves(b.org_id, w.moves, 0, 'system', 'settled by a spend', null, b.at);
    end if;
    if w.holds is distinct from b.holds then
        -- One by one: joined, they might be found by a look at all holds there are.
        for h in select n.* from unnest(w.holds) as n where n.resolved_at = b.at loop
            update credit_holds as c
            set
                status = h.status, is_late = h.is_late, resolved_at = h.resolved_at, usage_id = h.usage_id,
                captured_credits = h.captured_credits, released_credits = h.released_credits,
                uncollected_credits = h.uncollected_credits, resolved_remaining_credits = h.resolved_remaining_credits
            where c.org_id = h.org_id and c.hold_id = h.hold_id;
        end loop;
    end if;
    if cardinality(w.opened) > 0 then
        insert into credit_holds select o.* from unnest(w.opened) as o;
    end if;
    if cardinality(w.usage) > 0 then
        perform post_usage(w.usage);
        -- Who crossed 90 % is told, and what a capture cost past all that was left is a debt.
        for a in
            select n.*
            from unnest(w.members) as n
            inner join unnest(b.members) as o on o.user_id = n.user_id
            where is_nearly_used(n.used_credits, n.allocated_credits) and not is_nearly_used(o.used_credits, o.allocated_credits)
        loop
            perform record_audit(
                b.org_id, 'user.allocation.exhausted', 'system', 'system', a.user_id,
                jsonb_build_object('allocated_credits', a.allocated_credits, 'used_credits', a.used_credits)
            );
            perform emit_fact(b.org_id, 'user.allocation.exhausted', jsonb_build_object('user_id', a.user_id));
        end loop;
        for u in select n.* from unnest(w.usage) as n where n.uncollected_credits > 0 loop
            insert into credit_debts (org_id, debt_id, kind, user_id, raised_credits, created_at)
            values (b.org_id, u.usage_id, 'uncollected', u.user_id, u.uncollected_credits, b.at);
            perform emit_fact(b.org_id, 'credit.uncollected', jsonb_build_object(
                'user_id', u.user_id, 'usage_id', u.usage_id, 'credits', u.uncollected_credits
            ));
        end loop;
    end if;
    if cardinality(w.refused) > 0 then
        perform post_refusals(b, w.results, w.refused);
    end if;
end
$fn$;
comment on function write_spending(spending_batch, spending_writes) is 'Writes what a batch of one organization comes to, and what must follow: an audit event and a fact where a member crossed 90 % of the allocation, a debt and a fact where a capture cost more than was left.';
