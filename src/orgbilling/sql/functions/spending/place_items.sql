create or replace function place_items(b spending_batch, p_user_ids text[]) returns spending_batch
language plpgsql
as $fn$
declare
    v_is_short boolean;
    v_hold_ids uuid[];
begin
    -- Whether the items of some member ask for more than remains; a capture may cost more than its hold.
    select array_agg(d.place order by d.n), coalesce(bool_or(d.verb in ('deduct', 'reserve') and d.demand > d.remaining), false)
    into b.member_indexes, v_is_short
    from (
        select
            i.ordinality as n, i.verb, a.place, a.remaining,
            sum(i.credits) filter (where i.verb <> 'release') over (partition by a.place) as demand
        from unnest(b.items) with ordinality as i
        left join (
            select m.user_id, remaining_of(m) as remaining, row_number() over ()::integer as place from unnest(b.members) as m
        ) as a on a.user_id = p_user_ids[i.ordinality]
    ) as d;
    v_hold_ids := array(select i.hold_id from unnest(b.items) as i where i.verb in ('capture', 'release'));
    if v_is_short then
        -- Open holds past their time, which a member who would otherwise be refused gets back.
        v_hold_ids := v_hold_ids || array(
            select h.hold_id from unnest(b.members) as a
            cross join lateral (
                select e.hold_id from credit_holds as e
                where e.org_id = b.org_id and e.user_id = a.user_id and e.status = 'open' and e.expires_at <= b.at
                offset 0
            ) as h
        );
        if exists (select 1 from unnest(b.members) as a where a.refill_due_credits > 0) then
            select p.available_credits into b.pool_credits
            from organization_credit_pools as p where p.org_id = b.org_id for no key update;
        end if;
    end if;
    b.holds := '{}';
    if cardinality(v_hold_ids) > 0 then
        -- Their allocations are locked by now, and no hold changes without that lock.
        b.holds := array(
            select x.hold
            from (select distinct o.hold_id from unnest(v_hold_ids) as o (hold_id) order by 1) as w
            cross join lateral (
                select h as hold from credit_holds as h where h.org_id = b.org_id and h.hold_id = w.hold_id
                offset 0
            ) as x
        );
        b.hold_indexes := array(
            select h.ordinality::integer from unnest(b.items) with ordinality as i
            left join unnest(b.holds) with ordinality as h on h.hold_id = i.hold_id and i.verb in ('capture', 'release')
            order by i.ordinality
        );
    end if;
    return b;
end
$fn$;
comment on function place_items(spending_batch, text[]) is 'Finds, item by item, which of the locked allocations it is about (by the member that p_user_ids says) and which hold; reads those holds, and where somebody asks for more than remains the holds that have expired, and what the pool has for whom it owes.';
