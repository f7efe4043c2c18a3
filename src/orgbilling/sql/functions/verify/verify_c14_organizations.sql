create or replace function verify_c14_organizations() returns setof ledger_difference
language sql
stable
security definer
set search_path = public, pg_temp
as $fn$
    select 'C14 organization standings', x.org_id, 'organization', format('%s from %s', x.place, x.until_before),
        format('%s, %s from %s until %s', x.standing_number, x.standing, x.from_at, x.until_at)
    from (
        select
            n.*, o.status, o.closed_at, o.created_at, row_number() over w as place, lag(n.until_at) over w as until_before,
            lag(n.standing) over w as standing_before, lead(n.from_at) over w as next_from_at
        from organization_standings as n
        inner join organizations as o on o.org_id = n.org_id
        window w as (partition by n.org_id order by n.standing_number)
    ) as x
    where x.standing not in ('active', 'suspended', 'closed') or x.standing_number <> x.place or (x.place = 1 and x.from_at <> x.created_at and exists (
            select 1 from organization_audit_log as l where l.org_id = x.org_id and l.event_type = 'org.created'
        ))
        or (x.place > 1 and x.from_at is distinct from x.until_before)
        or (x.next_from_at is null) <> (x.until_at is null) or x.until_at < x.from_at
        or (x.next_from_at is null and (x.standing <> x.status or (x.standing = 'closed' and x.closed_at <> x.from_at)))
    union all
    select 'C14 organization closed', o.org_id, 'organization', 'closed, or not', format('%s, closed %s', o.status, o.closed_at)
    from organizations as o
    where (o.status = 'closed') <> (o.closed_at is not null)
        -- An organization that a verb created has a standing, and one more for each change.
        or (select count(*) from organization_standings as n where n.org_id = o.org_id) < (
            select count(*) from organization_audit_log as l
            where l.org_id = o.org_id and l.event_type in ('org.created', 'org.suspended', 'org.reactivated', 'org.closed')
        );
$fn$;
comment on function verify_c14_organizations() is 'C14: standings of an organization are numbered from its creation on and end where the next begins; the newest is its status.';
