create or replace function usage_row(
    m user_credit_allocations, p_usage_id uuid, p_credits numeric, p_charged numeric, p_day date, p_now timestamptz
) returns credit_usage_attribution
language plpgsql
immutable
as $fn$
declare
    u credit_usage_attribution;
begin
    u.org_id := m.org_id;
    u.usage_id := p_usage_id;
    u.created_at := p_now;
    u.local_day := p_day;
    u.user_id := m.user_id;
    u.credits_used := p_credits;
    u.charged_credits := p_charged;
    u.overage_credits := 0;
    u.uncollected_credits := p_credits - p_charged;
    u.period_number := m.period_number;
    u.allocation_seq := m.seq;
    u.allocation_balance_after := m.allocated_credits - m.used_credits;
    u.remaining_credits := m.allocated_credits - m.used_credits - m.held_credits;
    return u;
end
$fn$;
comment on function usage_row(user_credit_allocations, uuid, numeric, numeric, date, timestamptz) is 'A usage row with the figures of an allocation that has just been charged; what the call was is left to the caller.';
