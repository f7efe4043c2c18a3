create or replace function close_allocation(
    p_org_id uuid, p_user_id text, p_actor_id text, p_reason text, p_now timestamptz default null
) returns void
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_now timestamptz := coalesce(p_now, clock_timestamp());
    a user_credit_allocations%rowtype;
begin
    perform require_read_committed();
    a := lock_allocation(p_org_id, p_user_id, v_now);
    if a.user_id is null or not a.is_active then
        return;
    end if;
    a.refill_due_credits := 0;
    a := reduce_locked(
        a, a.target_credits, coalesce(p_actor_id, session_user), coalesce(p_reason, 'closed'), null, v_now
    );
    a.is_active := false;
    a.closed_at := v_now;
    a.next_reset_date := null;
    a.next_reset_at := null;
    perform store_allocation(a);
    perform record_audit(
        p_org_id, 'user.allocation.closed', p_actor_id, 'user', p_user_id, jsonb_build_object('reason', p_reason)
    );
end
$fn$;
comment on function close_allocation(uuid, text, text, text, timestamptz) is 'Ends an allocation: what is free returns to the pool at once, what is held as the holds resolve; what was used stays visible. Does nothing where there is none. Raises OB004, OB012.';
