create or replace function forget_limited_keys(b spending_batch, p_results spending_result[]) returns void
language plpgsql
as $fn$
begin
    if exists (select from unnest(p_results) as r where r.outcome = 'rate_limited') then
        perform undo_spending(b.items, array(
            select case when r.outcome is not null then o.id end
            from unnest(b.ids, b.ordinals) with ordinality as o (id, ordinal, n)
            left join unnest(p_results) as r on r.ordinal = o.ordinal and r.outcome = 'rate_limited'
            order by o.n
        ), '{}');
    end if;
end
$fn$;
comment on function forget_limited_keys(spending_batch, spending_result[]) is 'Gives back the request keys of items that met a rate: the same request is tried anew.';
