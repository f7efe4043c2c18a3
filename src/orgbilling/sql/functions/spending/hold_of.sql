create or replace function hold_of(
    i spend_item, m user_credit_allocations, p_id uuid, p_credential_id text, p_now timestamptz
) returns credit_holds
language sql
stable
as $fn$
    select row(
        i.org_id, p_id, m.user_id, trim_scale(i.credits), 0, 'open', false, i.service_type, i.service_name, i.request_key,
        p_credential_id, remaining_of(m), p_now + make_interval(secs => coalesce(i.ttl_s, 600 /* HOLD_TTL_S_DEFAULT */)),
        case when i.call is not null then p_now end, p_now, null, null, null, null, null, null, null, null
    )::credit_holds
$fn$;
comment on function hold_of(spend_item, user_credit_allocations, uuid, text, timestamptz) is 'The hold that a reserve opens on an allocation which holds it already; one for a call to a model is dispatched with it. It is written so that PostgreSQL puts it into the statement that names it.';
