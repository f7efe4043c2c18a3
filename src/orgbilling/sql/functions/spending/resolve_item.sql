create or replace function resolve_item(
    i spend_item, h credit_holds, m user_credit_allocations, p_id uuid, p_credential_id text, p_day date, p_now timestamptz
) returns spending_step
language plpgsql
stable
as $fn$
declare
    s spending_step;
    v_was_resolved constant boolean := h.status in ('captured', 'released');
    v_misuse constant text := case
        when h.hold_id is null then 'hold_not_found'
        when i.credential_hash is not null and h.credential_id is distinct from p_credential_id then 'hold_of_another_credential'
        when i.verb = 'release' and h.status = 'captured' then 'hold_already_resolved'
        when i.verb = 'capture' and v_was_resolved and h.captured_credits is distinct from i.credits then 'hold_already_resolved'
    end;
begin
    if v_misuse is not null then
        s.result := row(null, v_misuse, null, i.hold_id, null, null, null, null, null, false, null, null, null, null, null);
        return s;
    elsif h.status = 'open' or (i.verb = 'capture' and h.status = 'expired') then
        s := end_hold(
            i, h, m, case i.verb when 'capture' then 'captured' else 'released' end, p_id, p_credential_id, p_day, p_now
        );
        h := s.hold;
    end if;
    -- As the hold keeps it; of one that has expired nothing was kept.
    s.result := row(
        null, 'ok', h.usage_id, h.hold_id, h.captured_credits, coalesce(h.resolved_remaining_credits, remaining_of(m)), null, null, null,
        v_was_resolved, coalesce(h.released_credits, 0), h.uncollected_credits, null, null, null
    );
    return s;
end
$fn$;
comment on function resolve_item(spend_item, credit_holds, user_credit_allocations, uuid, text, date, timestamptz) is 'Captures (as usage of this id) or releases a hold, or repeats the answer: neither is ever refused for lack of credits, and a hold is keyed by itself. The caller holds the lock of its allocation.';
