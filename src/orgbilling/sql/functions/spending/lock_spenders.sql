create or replace function lock_spenders(p_org_id uuid, p_user_ids text[]) returns user_credit_allocations[]
language plpgsql
as $fn$
begin
    -- One look-up a member: PostgreSQL 16 would read all there are to have them in order.
    return array(
        select x.allocation
        from (
            select distinct u.user_id collate "C" as user_id from unnest(p_user_ids) as u (user_id) order by 1
        ) as w
        cross join lateral (
            select a as allocation from user_credit_allocations as a
            where a.org_id = p_org_id and a.user_id = w.user_id
            offset 0
            for no key update
        ) as x
    );
end
$fn$;
comment on function lock_spenders(uuid, text[]) is 'Locks the allocations of these members by user id and returns the rows in that order.';
