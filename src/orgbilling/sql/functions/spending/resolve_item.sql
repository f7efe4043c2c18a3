create or replace function resolve_item(
    i spend_item_v1, h credit_holds, m user_credit_allocations, p_credential_id text, p_day date, p_now timestamptz
) returns spending_step
language plpgsql
volatile
as $fn$
declare
    s spending_step;
    r spending_result;
begin
    r.hold_id := i.hold_id;
    r.replayed := false;
    if h.hold_id is null then
        r.outcome := 'hold_not_found';
    elsif i.credential_hash is not null and h.credential_id is distinct from p_credential_id then
        r.outcome := 'hold_of_another_credential';
    elsif i.verb = 'release' and h.status in ('released', 'expired') then
        r.outcome := 'ok';
        r.released_credits := coalesce(h.released_credits, 0);
        r.remaining_credits := coalesce(h.resolved_remaining_credits, remaining_of(m));
        r.replayed := h.status = 'released';
    elsif h.status in ('captured', 'released') and (i.verb = 'release' or h.captured_credits is distinct from i.credits) then
        r.outcome := 'hold_already_resolved';
    elsif h.status = 'captured' then
        r := resolved_answer(h, true);
    else
        s := end_hold(i, h, m, case i.verb when 'capture' then 'captured' else 'released' end, p_credential_id, p_day, p_now);
        r := resolved_answer(s.hold, false);
    end if;
    s.result := r;
    return s;
end
$fn$;
comment on function resolve_item(spend_item_v1, credit_holds, user_credit_allocations, text, date, timestamptz) is 'Captures or releases a hold, or repeats the answer: neither is ever refused for lack of credits, and a hold is keyed by itself. The caller holds the lock of its allocation.';
