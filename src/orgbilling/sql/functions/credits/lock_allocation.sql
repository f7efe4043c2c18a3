create or replace function lock_allocation(
    p_org_id uuid, p_user_id text, p_other_user_id text default null, p_limits_of text[] default null
) returns user_credit_allocations
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    a user_credit_allocations%rowtype;
begin
    -- With whoever is owed, by user id and before the pool: what this verb gives back is given on to them.
    -- One look-up a member: PostgreSQL 16 would read all there are to have them in order.
    perform 1
    from (
        select u.user_id collate "C" as user_id from unnest(array[p_user_id, p_other_user_id]) as u (user_id)
        union
        select d.user_id from user_credit_allocations as d where d.org_id = p_org_id and d.refill_due_credits > 0
        order by 1
    ) as w
    cross join lateral (
        select 1 from user_credit_allocations as l
        where l.org_id = p_org_id and l.user_id = w.user_id
        offset 0
        for no key update
    ) as x;
    perform 1 from spending_limits as l
    where l.org_id = p_org_id and l.kind in ('key', 'member') and l.subject_id = any(p_limits_of)
    order by l.kind, l.subject_id, l.unit, l.period
    for no key update;
    perform 1 from organization_credit_pools as p where p.org_id = p_org_id for no key update;
    select * into a from user_credit_allocations where org_id = p_org_id and user_id = p_user_id;
    return a;
end
$fn$;
comment on function lock_allocation(uuid, text, text, text[]) is 'Locks a member''s allocation, that of another where one is named, and those that are owed, by user id, then the limits of p_limits_of (members and keys), then the pool; returns the member''s row (all null where there is none). The caller has begun its verb.';
