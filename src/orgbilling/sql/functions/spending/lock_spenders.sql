create or replace function lock_spenders(p_org_id uuid, p_user_ids text[]) returns user_credit_allocations[]
language plpgsql
as $fn$
declare
    a user_credit_allocations;
    v_locked user_credit_allocations[];
begin
    if cardinality(p_user_ids) = 1 then
        select * into a from user_credit_allocations as l
        where l.org_id = p_org_id and l.user_id = p_user_ids[1]
        for no key update;
        return case when a.user_id is not null then array[a] end;
    end if;
    select array_agg(l) into v_locked
    from (
        select * from user_credit_allocations
        where org_id = p_org_id and user_id = any(p_user_ids)
        order by user_id
        for no key update
    ) as l;
    return v_locked;
end
$fn$;
comment on function lock_spenders(uuid, text[]) is 'Locks the allocations of these members by user id and returns the rows in that order; null where there is none.';
