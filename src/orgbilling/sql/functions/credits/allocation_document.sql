create or replace function allocation_document(p_org_id uuid, p_user_id text) returns jsonb
language sql
stable
security definer
set search_path = public, pg_temp
as $fn$
    select jsonb_build_object(
        'id', a.allocation_id, 'org_id', a.org_id, 'user_id', a.user_id, 'user_email', u.email, 'user_name', u.name,
        'allocated_credits', a.allocated_credits, 'used_credits', a.used_credits,
        'held_credits', a.held_credits - e.credits,
        'remaining_credits', a.allocated_credits - a.used_credits - a.held_credits + e.credits,
        'target_credits', a.target_credits, 'refill_due_credits', a.refill_due_credits,
        'reset_period', a.reset_period, 'last_reset_date', midnight_of(a.last_reset_date, o.time_zone),
        'next_reset_date', a.next_reset_at, 'is_active', a.is_active, 'notes', a.notes, 'created_at', a.created_at
    )
    from user_credit_allocations as a
    join organizations as o on o.org_id = a.org_id
    join users as u on u.user_id = a.user_id
    cross join lateral (
        select coalesce(sum(h.credits), 0) as credits from credit_holds as h
        where h.org_id = a.org_id and h.user_id = a.user_id and h.status = 'open' and h.expires_at <= clock_timestamp()
    ) as e
    where a.org_id = p_org_id and a.user_id = p_user_id;
$fn$;
comment on function allocation_document(uuid, text) is 'An allocation as the API shows it; holds that are past their time count as free.';
