create or replace function lock_allocation(p_org_id uuid, p_user_id text, p_now timestamptz) returns user_credit_allocations
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    a user_credit_allocations%rowtype;
begin
    perform 1 from organizations where org_id = p_org_id;
    if not found then
        raise exception 'no such organization' using errcode = 'OB004';
    end if;
    perform settle_allocations(p_org_id, array[p_user_id], p_now);
    select * into a from user_credit_allocations where org_id = p_org_id and user_id = p_user_id for no key update;
    return a;
end
$fn$;
comment on function lock_allocation(uuid, text, timestamptz) is 'Locks a member''s allocation, then the pool, settles what is due for the member, and returns the row (all null where there is none). Raises OB004.';
