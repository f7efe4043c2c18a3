create or replace function reset_allocation(
    inout a user_credit_allocations, p_at timestamptz, p_now timestamptz, p_time_zone text, out r credit_resets
) returns record
language plpgsql
stable
set search_path = public, pg_temp
as $fn$
declare
    v_index integer;
    v_due numeric;
begin
    -- Several missed resets are the first of them: the later ones would find nothing to do.
    v_index := boundary_index(a.reset_anchor_date, a.reset_period, greatest(local_date(p_now, p_time_zone), a.next_reset_date));
    r.boundary_date := a.next_reset_date;
    a.last_reset_date := boundary_date(a.reset_anchor_date, a.reset_period, v_index);
    a.next_reset_date := boundary_date(a.reset_anchor_date, a.reset_period, v_index + 1);
    a.next_reset_at := midnight_of(a.next_reset_date, p_time_zone);
    r.rolled_credits := a.used_credits;
    r.period_number := a.period_number;
    r.period_start := a.period_start;
    v_due := a.refill_due_credits;
    a.prior_used_credits := a.prior_used_credits + a.used_credits;
    a.allocated_credits := a.allocated_credits - a.used_credits;
    a.used_credits := 0;
    a.refill_due_credits := greatest(a.target_credits - a.allocated_credits, 0);
    r.returned_credits := free_above_target(a);
    a.allocated_credits := a.allocated_credits - r.returned_credits;
    if r.rolled_credits = 0 and r.returned_credits = 0 and a.refill_due_credits = v_due then
        -- What changes nothing ends no period.
        r := null;
        return;
    end if;
    r.org_id := a.org_id;
    r.user_id := a.user_id;
    -- After a move across the date line the new midnight can come first; periods still only go forward.
    r.period_end := greatest(p_at, a.period_start + interval '1 microsecond');
    r.cause := 'boundary';
    r.granted_credits := 0;
    r.created_at := p_now;
    a.period_number := a.period_number + 1;
    a.period_start := r.period_end;
end
$fn$;
comment on function reset_allocation(user_credit_allocations, timestamptz, timestamptz, text) is 'The reset of one locked allocation at its boundary: use is rolled, the rest above the target is given back, what is missing is owed. r is null where the reset changed nothing. The caller posts the return and stores both.';
