create or replace function check_credits(
    p_org_id uuid, p_user_id text, p_credits_needed numeric, p_now timestamptz default null, p_credential_id text default null,
    p_address inet default null
) returns table (sufficient boolean, remaining_credits numeric, blocked_by text, blocked_limit jsonb, barred text)
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
            g.blocked_by is null and c.remaining + c.drawable >= v_needed and (l.found).limit_id is null and s.bar is null,
            c.remaining + c.drawable,
            coalesce(
                g.blocked_by, case when c.remaining + c.drawable < v_needed then 'allocation' when (l.found).limit_id is not null then 'budget' end
            ),
            case when (l.found).limit_id is not null then limit_as_told(l.found) end, s.bar
        from spending_gate(v_now) as g
        cross join lateral (
            select coalesce(sum(case
                when a.is_active then remaining_of(a) + (select e.credits from expired_credits(a.org_id, a.user_id, a.held_credits, v_now) as e)
            end), 0) as remaining, coalesce(sum(least(a.refill_due_credits, p.available_credits)), 0) as drawable
            from user_credit_allocations as a
            inner join organization_credit_pools as p on p.org_id = a.org_id
            where a.org_id = g.org_id and a.user_id = p_user_id
        ) as c
        cross join lateral (
            select limit_in_the_way(array(
                select limit_in_period(x, g.day, v_now)
                from spending_limits as x
                where x.org_id = g.org_id and x.unit = 'credits' and x.subject_id in (p_user_id, p_credential_id)
            ), spend_item(g.org_id, 'reserve', null, p_user_id, v_needed), p_user_id, p_credential_id) as found
        ) as l
        -- It is asked about credits, whatever they are for.
        cross join lateral (
            select spending_bar(g.org_id, p_user_id, p_credential_id, 'any', null, p_address, v_now) as bar
        ) as s
        where g.org_id = p_org_id;
    if not found then
        raise exception 'no such organization' using errcode = 'OB004';
    end if;
end
$fn$;
comment on function check_credits(uuid, text, numeric, timestamptz, text, inet) is 'Whether this member may spend this much now, with this credential from this address, what remains, which limit would refuse (blocked_limit: which budget), and what spending_bar says. Raises OB002, OB004.';
