create or replace function allocate_credits_step(
    p_org_id uuid, p_user_id text, p_credits numeric, p_actor_id text, p_reset_period text, p_notes text,
    p_request_key text, p_now timestamptz
) returns void
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_before numeric;
    v_is_first boolean;
    a user_credit_allocations%rowtype;
begin
    a := open_allocation(p_org_id, p_user_id, p_now);
    v_before := a.target_credits;
    v_is_first := a.allocated_by is null;
    a := allocate_locked(a, p_credits, p_actor_id, p_reset_period, p_notes, p_request_key, p_now);
    perform store_allocation(a);
    perform audit_allocation(
        p_org_id, p_user_id, p_actor_id, v_is_first, jsonb_build_object(
            'credits', p_credits, 'target_credits', jsonb_build_array(coalesce(v_before, 0), a.target_credits),
            'reset_period', a.reset_period, 'notes', p_notes
        )
    );
    perform emit_fact(p_org_id, 'org.credits.allocated', jsonb_build_object('user_id', p_user_id, 'credits', p_credits));
end
$fn$;
comment on function allocate_credits_step(uuid, text, numeric, text, text, text, text, timestamptz) is 'allocate_credits_to_user within a verb that has begun.';
