create or replace function quick_answer(
    i spend_item_v1, m user_credit_allocations, p_id uuid, p_credential_id text, p_day date, p_now timestamptz
) returns spending_result
language plpgsql
as $fn$
declare
    r spending_result;
    h credit_holds;
begin
    r.ordinal := 1;
    r.outcome := 'ok';
    r.credits := trim_scale(i.credits);
    r.remaining_credits := remaining_of(m);
    r.replayed := false;
    if i.verb = 'deduct' then
        r.usage_id := p_id;
        perform post_one_usage(usage_of(i, m, p_id, r.credits, p_credential_id, p_day, p_now));
    else
        r.hold_id := p_id;
        h := hold_of(i, m, p_id, p_credential_id, p_now);
        r.expires_at := h.expires_at;
        insert into credit_holds (
            org_id, hold_id, user_id, credits, overage_credits, status, is_late, service_type, service_name, request_key,
            credential_id, remaining_credits, expires_at, dispatched_at, created_at
        ) values (
            h.org_id, h.hold_id, h.user_id, h.credits, h.overage_credits, h.status, h.is_late, h.service_type, h.service_name,
            h.request_key, h.credential_id, h.remaining_credits, h.expires_at, h.dispatched_at, h.created_at
        );
    end if;
    return r;
end
$fn$;
comment on function quick_answer(spend_item_v1, user_credit_allocations, uuid, text, date, timestamptz) is 'Writes the usage row or the hold of an item whose allocation has been changed for it, and answers.';
