create or replace function check_credits(
    p_org_id uuid, p_user_id text, p_credits_needed numeric, p_now timestamptz default null
) returns table (sufficient boolean, remaining_credits numeric, blocked_by text)
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_now timestamptz := coalesce(p_now, clock_timestamp());
    v_needed constant numeric := checked_amount(p_credits_needed, 'credits');
begin
    -- A reset or a top-up that is due counts, and is settled by this touch; expired holds count as free without being swept.
    perform settle_allocations(p_org_id, array[p_user_id], v_now, false)
    from user_credit_allocations as a
    where a.org_id = p_org_id and a.user_id = p_user_id and (a.next_reset_at <= v_now or a.refill_due_credits > 0);
    return query
        select c.gate is null and c.remaining >= v_needed, c.remaining, coalesce(c.gate, case when c.remaining < v_needed then 'allocation' end)
        from (
            select
                coalesce(case
                    when a.is_active then a.allocated_credits - a.used_credits - a.held_credits + (
                        select coalesce(sum(h.credits), 0) from credit_holds as h
                        where h.org_id = p_org_id and h.user_id = p_user_id and h.status = 'open' and h.expires_at <= v_now
                    )
                end, 0) as remaining,
                case when o.status <> 'active' then 'organization' when s.org_id is null then 'subscription' end as gate
            from organizations as o
            left join organization_subscriptions as s
                on s.org_id = o.org_id and (s.cancel_at is null or s.cancel_at > v_now)
                and (s.status in ('active', 'trialing') or (s.status = 'past_due' and s.grace_ends_at > v_now))
            left join user_credit_allocations as a on a.org_id = o.org_id and a.user_id = p_user_id
            where o.org_id = p_org_id
        ) as c;
    if not found then
        raise exception 'no such organization' using errcode = 'OB004';
    end if;
end
$fn$;
comment on function check_credits(uuid, text, numeric, timestamptz) is 'Whether this member may spend this much now, what remains, and which limit would refuse. Raises OB002, OB004.';
