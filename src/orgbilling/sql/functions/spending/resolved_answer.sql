create or replace function resolved_answer(h credit_holds, p_replayed boolean) returns spending_result
language sql
immutable
return row(
    null, 'ok', h.usage_id, h.hold_id, h.captured_credits, h.resolved_remaining_credits, null, null, null, p_replayed,
    h.released_credits, h.uncollected_credits, null, null
)::spending_result;
comment on function resolved_answer(credit_holds, boolean) is 'The answer to a capture or release, as the hold keeps it.';
