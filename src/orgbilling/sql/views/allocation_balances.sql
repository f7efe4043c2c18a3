create or replace view allocation_balances as
select
    a.org_id,
    a.user_id,
    a.allocation_id,
    a.allocated_credits,
    a.used_credits,
    a.held_credits - coalesce(x.credits, 0) as held_credits,
    remaining_of(a) + coalesce(x.credits, 0) as remaining_credits,
    a.target_credits,
    a.refill_due_credits,
    a.reset_period,
    a.last_reset_date,
    a.next_reset_date,
    a.is_active,
    a.notes,
    a.created_at
from user_credit_allocations as a
left join lateral (
    select sum(h.credits) as credits
    from credit_holds as h
    where a.held_credits > 0 and h.org_id = a.org_id and h.user_id = a.user_id and h.status = 'open' and h.expires_at <= statement_timestamp()
) as x on true;
comment on view allocation_balances is 'Allocations as they are to be shown: a hold that has expired counts as free, swept or not. State as it is stored: a read settles nobody, and what has fallen due since shows once its organization is settled.';
