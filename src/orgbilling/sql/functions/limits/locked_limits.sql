create or replace function locked_limits(
    p_org_id uuid, p_user_ids text[], p_credential_ids text[], p_day date, p_at timestamptz
) returns spending_limits[]
language sql
as $fn$
    -- After the allocations and before the pool; each by itself, in one order.
    select array(
        select limit_in_period(x.found, p_day, p_at)
        from (
            select 'key' as kind, c.id as subject_id from unnest(p_credential_ids) as c (id) where c.id is not null
            union
            select 'member', u.id from unnest(p_user_ids) as u (id) where u.id is not null
            order by 1, 2
        ) as s
        cross join lateral (
            select l as found from spending_limits as l
            where l.org_id = p_org_id and l.kind = s.kind and l.subject_id = s.subject_id
            order by l.unit, l.period
            offset 0
            for no key update
        ) as x
    )
$fn$;
comment on function locked_limits(uuid, text[], text[], date, timestamptz) is 'Locks the limits of members and credentials, and returns them as they are in the periods of a posting day and an instant. The caller holds the locks of the allocations, and not yet the pool''s.';
