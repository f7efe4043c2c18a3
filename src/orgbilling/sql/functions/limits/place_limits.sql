create or replace function place_limits(b spending_batch, p_user_ids text[]) returns spending_batch
language plpgsql
as $fn$
begin
    b.limits := '{}';
    if not exists (select from unnest(b.members) as m where m.is_limited) then
        return b;
    end if;
    -- After the allocations and before the pool; each by itself, in one order.
    b.limits := array(
        select limit_in_period(x.found, b.day, b.at)
        from (
            select 'key' as kind, c.id as subject_id from unnest(b.credential_ids) as c (id) where c.id is not null
            union
            select 'member', u.id from unnest(p_user_ids) as u (id) where u.id is not null
            order by 1, 2
        ) as s
        cross join lateral (
            select l as found from spending_limits as l
            where l.org_id = b.org_id and l.kind = s.kind and l.subject_id = s.subject_id
            order by l.unit, l.period
            offset 0
            for no key update
        ) as x
    );
    b.items := array(
        select tagged_item(b.items[n], p_user_ids[n], b.credential_ids[n]) from generate_subscripts(b.items, 1) as n order by n
    );
    return b;
end
$fn$;
comment on function place_limits(spending_batch, text[]) is 'Locks the limits of the members (p_user_ids, item by item) and credentials of a batch, as they are in the present periods, and gives the items the tags of both; looks nothing up where none of the members is limited.';
