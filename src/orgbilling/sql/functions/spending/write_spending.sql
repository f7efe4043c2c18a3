create or replace function write_spending(b spending_batch, w spending_writes) returns void
language plpgsql
as $fn$
begin
    -- In lock order: allocations, pool, holds, inserts.
    if cardinality(w.usage) > 0 or cardinality(w.opened) > 0 or w.holds is distinct from b.holds or cardinality(w.moves) > 0 then
        perform store_spenders(w.members);
    end if;
    if cardinality(w.moves) > 0 then
        perform post_pool_moves(b.org_id, w.moves, 0, 'system', 'settled by a spend', null, b.at);
    end if;
    if w.holds is distinct from b.holds then
        perform store_holds(array(select h from unnest(w.holds) as h where h.resolved_at = b.at));
    end if;
    if cardinality(w.opened) > 0 then
        insert into credit_holds select o.* from unnest(w.opened) as o;
    end if;
    if cardinality(w.usage) > 0 then
        perform post_usage(w.usage);
        perform note_spending(b.org_id, b.members, w.members, w.usage, b.at);
    end if;
    if cardinality(w.refused) > 0 then
        perform post_refusals(b, w.results, w.refused);
    end if;
end
$fn$;
comment on function write_spending(spending_batch, spending_writes) is 'Writes what a batch of one organization comes to.';
