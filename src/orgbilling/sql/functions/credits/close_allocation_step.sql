create or replace function close_allocation_step(
    p_org_id uuid, p_user_id text, p_actor_id text, p_reason text, p_now timestamptz
) returns void
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_seq bigint;
    a user_credit_allocations%rowtype;
begin
    a := lock_allocation(p_org_id, p_user_id);
    if a.user_id is null or not a.is_active then
        return;
    end if;
    a.refill_due_credits := 0;
    v_seq := a.seq;
    a := reduce_locked(
        a, a.target_credits, coalesce(p_actor_id, session_user), coalesce(p_reason, 'closed'), null, p_now
    );
    a.is_active := false;
    a.closed_at := p_now;
    a.next_reset_date := null;
    a.next_reset_at := null;
    perform store_allocation(a);
    if a.seq > v_seq then
        perform draw_for_owed(p_org_id, p_now);
    end if;
    perform record_audit(
        p_org_id, 'user.allocation.closed', p_actor_id, 'user', p_user_id, jsonb_build_object('reason', p_reason)
    );
end
$fn$;
comment on function close_allocation_step(uuid, text, text, text, timestamptz) is 'close_allocation within a verb that has begun.';
