create or replace function reclaim_locked(
    a user_credit_allocations, p_user_id text, p_credits numeric, p_actor_id text, p_reason text, p_request_key text, p_now timestamptz
) returns user_credit_allocations
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_left numeric;
begin
    if a.user_id is null then
        raise exception 'this person has no allocation here' using errcode = 'OB005',
            detail = jsonb_build_object('user_id', p_user_id)::text;
    end if;
    v_left := remaining_of(a);
    if p_credits > v_left then
        raise exception 'at most % credits are free', trim_scale(v_left) using errcode = 'OB007',
            detail = jsonb_build_object('needed_credits', p_credits, 'available_credits', v_left)::text,
            hint = 'Take no more than the member has left; what is held comes back as the calls end.';
    end if;
    a.allocated_credits := a.allocated_credits - p_credits;
    a.target_credits := a.target_credits - p_credits;
    a.allocated_by := p_actor_id;
    a.seq := a.seq + 1;
    perform post_pool_moves(a.org_id, array[pool_move('reclaim', a, p_credits)], 0, p_actor_id, p_reason, p_request_key, p_now);
    return a;
end
$fn$;
comment on function reclaim_locked(user_credit_allocations, text, numeric, text, text, text, timestamptz) is 'Takes free credits of a locked allocation (all null where the member of p_user_id has none) back into the pool, off the target too; the caller stores the row that is returned. Raises OB005, OB007.';
