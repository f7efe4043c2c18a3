create or replace function check_credits(
    p_org_id uuid, p_user_id text, p_credits_needed numeric, p_now timestamptz default null
) returns table (sufficient boolean, remaining_credits numeric, blocked_by text)
language plpgsql
security definer
set search_path = public, pg_temp
-- A plan of the first day, when all tables are small, is kept for years.
set enable_seqscan = off
as $fn$
declare
    v_needed constant numeric := checked_amount(p_credits_needed, 'credits');
    v_now constant timestamptz := settle_organization(p_org_id, p_now);
begin
    -- Expired holds count as free without being swept; so does what the pool would draw for a member who is owed.
    return query
        select
            g.blocked_by is null and c.remaining + c.drawable >= v_needed, c.remaining + c.drawable,
            coalesce(g.blocked_by, case when c.remaining + c.drawable < v_needed then 'allocation' end)
        from spending_gate(v_now) as g
        cross join lateral (
            select coalesce(sum(case
                when a.is_active then remaining_of(a) + (select e.credits from expired_credits(a.org_id, a.user_id, a.held_credits, v_now) as e)
            end), 0) as remaining, coalesce(sum(least(a.refill_due_credits, p.available_credits)), 0) as drawable
            from user_credit_allocations as a
            inner join organization_credit_pools as p on p.org_id = a.org_id
            where a.org_id = g.org_id and a.user_id = p_user_id
        ) as c
        where g.org_id = p_org_id;
    if not found then
        raise exception 'no such organization' using errcode = 'OB004';
    end if;
end
$fn$;
comment on function check_credits(uuid, text, numeric, timestamptz) is 'Whether this member may spend this much now, what remains, and which limit would refuse. Raises OB002, OB004.';
