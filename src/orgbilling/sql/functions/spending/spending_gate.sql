create or replace function spending_gate(p_now timestamptz) returns table (org_id uuid, day date, blocked_by text, is_due boolean)
language sql
stable
as $fn$
    -- Looked up, not joined: it is asked of one organization at a time, and starting a join takes longer.
    select
        o.org_id,
        greatest(local_date(p_now, o.time_zone), o.usage_closed_through + 1),
        case
            when o.status <> 'active' then 'organization'
            when not coalesce((
                select is_spending_standing(s.standing) from organization_subscriptions as s
                where s.org_id = o.org_id and s.status <> 'canceled'
            ), false) then 'subscription'
        end,
        is_due((select p.next_due_at from organization_credit_pools as p where p.org_id = o.org_id), p_now)
    from organizations as o
$fn$;
comment on function spending_gate(timestamptz) is 'The gate, for all who ask: what keeps the members of an organization from spending (null: nothing), whether anything is due to be settled before, and the day on which a spend is posted: their today, or the day after the last one that is closed. It is written so that PostgreSQL puts it into the query that names it.';
