create or replace function lock_spenders(
    p_org_id uuid, p_user_ids text[], p_now timestamptz
) returns user_credit_allocations[]
language plpgsql
as $fn$
declare
    a user_credit_allocations;
    v_locked user_credit_allocations[];
    v_due text[];
begin
    -- A second time where a reset was due: it is settled under these locks, and changed the rows.
    for attempt in 1..2 loop
        if cardinality(p_user_ids) = 1 then
            select * into a from user_credit_allocations as l
            where l.org_id = p_org_id and l.user_id = p_user_ids[1]
            for no key update;
            v_locked := case when a.user_id is not null then array[a] end;
            v_due := case when a.next_reset_at <= coalesce(p_now, clock_timestamp()) then p_user_ids end;
        else
            select array_agg(l), array_agg(l.user_id) filter (where l.next_reset_at <= coalesce(p_now, clock_timestamp()))
            into v_locked, v_due
            from (
                select * from user_credit_allocations
                where org_id = p_org_id and user_id = any(p_user_ids)
                order by user_id
                for no key update
            ) as l;
        end if;
        exit when v_due is null;
        -- Holds past their time are left: a spend gives them back only where it would otherwise be refused.
        perform settle_allocations(p_org_id, v_due, coalesce(p_now, clock_timestamp()), false);
    end loop;
    return v_locked;
end
$fn$;
comment on function lock_spenders(uuid, text[], timestamptz) is 'Locks the allocations of these members by user id, settles the resets that are due, and returns the rows in that order; null where there is none.';
