create or replace function step_of(
    i spend_item_v1, p_outcome text, h credit_holds, m user_credit_allocations, p_id uuid, p_credential_id text, p_blocked_by text,
    p_day date, p_now timestamptz
) returns spending_step
language plpgsql
volatile
as $fn$
declare
    s spending_step;
begin
    if p_outcome = 'refused' then
        -- Said to who is no member any more, and not kept: a key is a member's.
        return admit_item(i, null, null, p_blocked_by, null, null, p_now);
    elsif p_outcome is not null then
        s.result := row(null, p_outcome, null, i.hold_id, null, null, null, null, null, false, null, null, null, null);
        return s;
    elsif i.verb in ('capture', 'release') then
        return resolve_item(i, h, m, p_credential_id, p_day, p_now);
    end if;
    return admit_item(i, m, p_id, p_blocked_by, p_credential_id, p_day, p_now);
end
$fn$;
comment on function step_of(spend_item_v1, text, credit_holds, user_credit_allocations, uuid, text, text, date, timestamptz) is 'What one item does to its member''s allocation and its hold; nothing where its outcome is known already.';
