create or replace function verify_c14_own_grants() returns setof ledger_difference
language sql
stable
security definer
set search_path = public, pg_temp
as $fn$
    with grants as (
        select
            g.*, o.time_zone, row_number() over w as place, lag(g.until_at) over w as until_before, lag(g.anchor_date) over w as anchor_before,
            lead(g.from_at) over w as next_from_at
        from own_grants as g
        inner join organizations as o on o.org_id = g.org_id
        window w as (partition by g.org_id order by g.grant_number)
    )
    select 'C14 own grant rule', g.org_id, g.grant_number::text, format('%s, audited, from %s', g.place, g.until_before),
        format('%s credits from %s until %s', g.credits, g.from_at, g.until_at)
    from grants as g
    where g.grant_number <> g.place or (g.taken_over_at is null and (g.from_at < g.until_before or g.until_at < g.from_at or (g.next_from_at is not null and g.until_at is null)
        or (g.anchor_date <> g.anchor_before and g.from_at = g.until_before)
        or (g.from_at <> g.until_before and g.anchor_date = g.anchor_before and abs(g.anchor_date - local_date(g.from_at, g.time_zone)) > 1)
        or (g.anchor_date is distinct from g.anchor_before and g.anchor_date <> local_date(g.from_at, g.time_zone)
            and not verify_boundary_moved(g.org_id, 'zone', '', g.from_at, g.from_at))
        or (g.anchor_date is distinct from g.anchor_before and abs(g.anchor_date - local_date(g.from_at, g.time_zone)) > 1)
        or not exists (
            select 1 from organization_audit_log as l
            where
                l.org_id = g.org_id and l.event_type = 'org.refresh.configured'
                and (l.details ? 'monthly_refresh_amount' or (l.details -> 'own_monthly_credits' ->> 1)::numeric = g.credits)
        )))
    union all
    select 'C14 own grant boundary', b.org_id, b.boundary_date::text,
        format('%s of rule %s at %s', g.credits, b.grant_number, midnight_of(b.boundary_date, g.time_zone)), format('%s at %s', b.credits, b.at_instant)
    from own_grant_boundaries as b
    left join grants as g on g.org_id = b.org_id and g.grant_number = b.grant_number
    left join credit_lots as l on l.org_id = b.org_id and l.lot_id = b.lot_id
    where g.credits is distinct from b.credits or (b.taken_over_at is null and (b.at_instant < g.from_at or b.at_instant > g.until_at))
        or (b.lot_id is not null and b.taken_over_at is null and (l.opened_at is distinct from b.at_instant
            or boundary_date(g.anchor_date, 'monthly', boundary_index(g.anchor_date, 'monthly', b.boundary_date)) <> b.boundary_date))
        or (b.at_instant <> midnight_of(b.boundary_date, g.time_zone)
            and not verify_boundary_moved(b.org_id, 'own_grant', b.org_id::text, b.at_instant, midnight_of(b.boundary_date, g.time_zone)))
    union all
    select 'C14 own grant boundaries', b.org_id, g.anchor_date::text, max(n.place)::text, count(*)::text
    from own_grant_boundaries as b
    inner join grants as g on g.org_id = b.org_id and g.grant_number = b.grant_number
    cross join lateral (select boundary_index(g.anchor_date, 'monthly', b.boundary_date) as place) as n
    group by b.org_id, g.anchor_date
    having bool_and(b.taken_over_at is null and g.taken_over_at is null) and max(n.place) <> count(distinct n.place);
$fn$;
comment on function verify_c14_own_grants() is 'C14: rules of own grants follow each other and say what the audit log says; each boundary since the first is passed once, with a lot where the organization might spend.';
