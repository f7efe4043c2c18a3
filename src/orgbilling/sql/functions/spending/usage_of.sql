create or replace function usage_of(
    i spend_item, h credit_holds, m user_credit_allocations, p_id uuid, p_charged numeric, p_credential_id text, p_day date,
    p_now timestamptz
) returns credit_usage_attribution
language sql
immutable
as $fn$
    select row(
        i.org_id, p_id, p_now, p_day, m.user_id, trim_scale(i.credits), trim_scale(p_charged), 0, trim_scale(i.credits - p_charged),
        m.period_number, m.seq, m.allocated_credits - m.used_credits, remaining_of(m),
        coalesce(h.service_type, i.service_type, 'unspecified'), coalesce(i.service_name, h.service_name),
        coalesce(h.request_key, i.request_key), h.hold_id, i.api_cost_usd, i.markup_usd, coalesce(p_credential_id, h.credential_id), coalesce(i.metadata, '{}')
    )::credit_usage_attribution
$fn$;
comment on function usage_of(spend_item, credit_holds, user_credit_allocations, uuid, numeric, text, date, timestamptz) is 'The usage row of an item, and of the hold that it captures (null: none), with the figures of the allocation that has just been charged. It is written so that PostgreSQL puts it into the statement that names it.';
