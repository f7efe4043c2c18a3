create or replace function verify_c09_order() returns setof ledger_difference
language sql
stable
security definer
set search_path = public, pg_temp
as $fn$
    select 'C9 lot order', x.org_id, x.lot_id::text, format('%s at %s or more', x.place, x.use_before), format('%s at %s', x.lot_number, x.use_at_opening)
    from (
        select
            l.*, row_number() over w as place, p.lots_settled_use,
            coalesce(max(l.use_at_opening) over (w rows between unbounded preceding and 1 preceding), 0) as use_before,
            l.expires_at is not distinct from 'epoch'::timestamptz as is_left_over
        from credit_lots as l
        inner join organization_credit_pools as p on p.org_id = l.org_id
        window w as (partition by l.org_id order by l.lot_number)
    ) as x
    -- What a way back to an earlier version left opened at no time of its own.
    where x.lot_number is distinct from x.place
        or (not x.is_left_over and (x.use_at_opening < x.use_before or x.use_at_opening > x.lots_settled_use))
    union all
    select 'C9 lot count', p.org_id, 'pool', format('%s, the last is %s', l.found, l.last_number), p.lot_count::text
    from organization_credit_pools as p
    cross join lateral (
        select count(*) as found, coalesce(max(x.lot_number), 0) as last_number from credit_lots as x where x.org_id = p.org_id
    ) as l
    where p.lot_count <> l.last_number or p.lot_count <> l.found
    union all
    select 'C9 draw order', d.org_id, 'draws', count(*)::text, max(d.draw_number)::text
    from credit_lot_draws as d
    group by d.org_id
    having count(*) <> max(d.draw_number);
$fn$;
comment on function verify_c09_order() is 'C9: lots and draws are numbered in the order in which they came, without a gap; a later lot opened at no less use.';
