create or replace function verify_c14_next_own_grants() returns setof ledger_difference
language sql
stable
security definer
set search_path = public, pg_temp
as $fn$
    -- Rules of one anchor that follow each other at once share their boundaries.
    with rules as (
        select
            g.*, count(*) filter (where g.is_first) over (partition by g.org_id order by g.grant_number) as chain
        from (
            select
                x.*, (lag(x.until_at) over w, lag(x.anchor_date) over w) is distinct from (x.from_at, x.anchor_date) as is_first
            from own_grants as x
            window w as (partition by x.org_id order by x.grant_number)
        ) as g
    ),
    last_boundary as (
        select g.org_id, max(b.boundary_date) as boundary_date, bool_or(b.taken_over_at is null) as is_since
        from rules as g
        inner join rules as e on e.org_id = g.org_id and e.chain = g.chain
        inner join own_grant_boundaries as b on b.org_id = e.org_id and b.grant_number = e.grant_number
        where g.until_at is null
        group by g.org_id
    )
    select 'C14 next own grant', p.org_id, 'pool', format('%s: %s', n.next_date, midnight_of(n.next_date, o.time_zone)),
        format('%s: %s', p.next_own_grant_date, p.next_own_grant_at)
    from organization_credit_pools as p
    inner join organizations as o on o.org_id = p.org_id
    left join own_grants as g on g.org_id = p.org_id and g.until_at is null
    left join last_boundary as b on b.org_id = p.org_id
    cross join lateral (
        select boundary_date(g.anchor_date, 'monthly', 1 + case
            when b.boundary_date is null then 0 else boundary_index(g.anchor_date, 'monthly', b.boundary_date)
        end) as next_date
    ) as n
    where (p.next_own_grant_date is distinct from n.next_date and (g.taken_over_at is null or b.is_since))
        or (p.next_own_grant_at is distinct from midnight_of(p.next_own_grant_date, o.time_zone) and not verify_boundary_moved(
            p.org_id, 'own_grant', p.org_id::text, p.next_own_grant_at, midnight_of(p.next_own_grant_date, o.time_zone)
        ));
$fn$;
comment on function verify_c14_next_own_grants() is 'C14: the next own grant is the boundary after the last, at midnight unless it was moved.';
