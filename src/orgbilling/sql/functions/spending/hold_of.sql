create or replace function hold_of(
    i spend_item_v1, m user_credit_allocations, p_id uuid, p_credential_id text, p_now timestamptz
) returns credit_holds
language plpgsql
immutable
as $fn$
declare
    h credit_holds;
begin
    h.org_id := i.org_id;
    h.hold_id := p_id;
    h.user_id := m.user_id;
    h.credits := trim_scale(i.credits);
    h.overage_credits := 0;
    h.status := 'open';
    h.is_late := false;
    h.service_type := i.service_type;
    h.service_name := i.service_name;
    h.request_key := i.request_key;
    h.credential_id := p_credential_id;
    h.remaining_credits := remaining_of(m);
    h.expires_at := p_now + make_interval(secs => coalesce(i.ttl_s, 600));
    h.dispatched_at := case when i.call is not null then p_now end;
    h.created_at := p_now;
    return h;
end
$fn$;
comment on function hold_of(spend_item_v1, user_credit_allocations, uuid, text, timestamptz) is 'The hold that a reserve opens on an allocation which holds it already; one for a call to a model is dispatched with it.';
