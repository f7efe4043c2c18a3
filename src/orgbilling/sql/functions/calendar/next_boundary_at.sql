create or replace function next_boundary_at(p_org_id uuid) returns timestamptz
language sql
stable
security definer
set search_path = public, pg_temp
as $fn$
    select least(
        p.next_own_grant_at,
        (
            select min(a.next_reset_at) from user_credit_allocations as a
            where a.org_id = p_org_id and a.next_reset_at is not null
        ),
        (
            select least(
                case when s.standing = 'past_due' then s.standing_until end,
                -- In a pause nothing is renewed: only a cancellation that was asked for waits there.
                case when s.standing <> 'paused' or s.cancel_at is not null then t.planned_end_at end,
                t.next_month_at
            )
            from organization_subscriptions as s
            inner join subscription_terms as t on t.org_id = s.org_id and t.term_id = s.term_id
            where s.org_id = p_org_id and s.status <> 'canceled'
        )
    )
    from organization_credit_pools as p where p.org_id = p_org_id;
$fn$;
comment on function next_boundary_at(uuid) is 'The next instant at which a standing, a term, a month, an own grant or a reset of this organization ends or begins; null: none is planned.';
