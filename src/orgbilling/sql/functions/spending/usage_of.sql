create or replace function usage_of(
    i spend_item_v1, m user_credit_allocations, p_id uuid, p_charged numeric, p_credential_id text, p_day date, p_now timestamptz
) returns credit_usage_attribution
language plpgsql
immutable
as $fn$
declare
    u credit_usage_attribution;
begin
    u.org_id := i.org_id;
    u.usage_id := p_id;
    u.created_at := p_now;
    u.local_day := p_day;
    u.user_id := m.user_id;
    u.credits_used := trim_scale(i.credits);
    u.charged_credits := trim_scale(p_charged);
    u.overage_credits := 0;
    u.uncollected_credits := u.credits_used - u.charged_credits;
    u.period_number := m.period_number;
    u.allocation_seq := m.seq;
    u.allocation_balance_after := m.allocated_credits - m.used_credits;
    u.remaining_credits := remaining_of(m);
    u.service_type := i.service_type;
    u.service_name := i.service_name;
    u.request_id := i.request_key;
    u.hold_id := case when i.verb = 'capture' then i.hold_id end;
    u.credential_id := p_credential_id;
    u.request_metadata := coalesce(i.metadata, '{}');
    u.api_cost_usd := i.api_cost_usd;
    u.markup_usd := i.markup_usd;
    return u;
end
$fn$;
comment on function usage_of(spend_item_v1, user_credit_allocations, uuid, numeric, text, date, timestamptz) is 'The usage row of an item, with the figures of the allocation that has just been charged.';
