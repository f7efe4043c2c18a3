create or replace function spend_item(
    p_org_id uuid, p_verb text, p_request_key text default null, p_user_id text default null, p_credits numeric default null,
    p_service_type text default null, p_service_name text default null, p_metadata jsonb default null, p_hold_id uuid default null,
    p_ttl_s integer default null, p_api_cost_usd numeric default null, p_markup_usd numeric default null, p_closely boolean default null,
    p_credential_id text default null, p_address inet default null
) returns spend_item
language plpgsql
immutable
as $fn$
declare
    i spend_item;
begin
    i.org_id := p_org_id;
    i.verb := p_verb;
    i.request_key := p_request_key;
    i.user_id := p_user_id;
    i.credits := p_credits;
    i.service_type := p_service_type;
    i.service_name := p_service_name;
    i.metadata := p_metadata;
    i.hold_id := p_hold_id;
    i.ttl_s := p_ttl_s;
    i.api_cost_usd := p_api_cost_usd;
    i.markup_usd := p_markup_usd;
    i.closely := p_closely;
    i.credential_id := p_credential_id;
    i.address := p_address;
    return i;
end
$fn$;
comment on function spend_item(uuid, text, text, text, numeric, text, text, jsonb, uuid, integer, numeric, numeric, boolean, text, inet) is 'An item for spend, by the names of its fields: what is left out is null, so that a field more changes nobody who does not set it.';
