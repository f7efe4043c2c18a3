create type spend_item as (
    org_id uuid,
    verb text,
    request_key text,
    user_id text,
    credits numeric,
    service_type text,
    service_name text,
    metadata jsonb,
    hold_id uuid,
    ttl_s integer,
    api_cost_usd numeric,
    markup_usd numeric,
    credential_hash bytea,
    call jsonb,
    credential_id text,
    address inet,
    closely boolean
);
comment on type spend_item is 'One thing to spend. verb: deduct and reserve need request_key and user_id, a deduct service_type too, capture and release hold_id. credential_hash (SHA-256): who asks, checked in the statement that spends; without it the caller vouches, and may say by credential_id for whose credential. address: from where it was asked. call: what the journal of calls to models keeps of a reserve, {} where a capture or release ends a call. closely: the item came back as untried. Functions take it; a program names its version.';

-- A field that is added makes the next version. Then this one is a type of its own, with the fields of before and an
-- implicit cast, and stands here too, so that programs of both run at once.
create domain spend_item_v2 as spend_item;
comment on domain spend_item_v2 is 'spend_item as a program sends it that has all of its fields.';

create type spend_item_v1 as (
    org_id uuid,
    verb text,
    request_key text,
    user_id text,
    credits numeric,
    service_type text,
    service_name text,
    metadata jsonb,
    hold_id uuid,
    ttl_s integer,
    api_cost_usd numeric,
    markup_usd numeric,
    credential_hash bytea,
    call jsonb,
    closely boolean
);
comment on type spend_item_v1 is 'spend_item of programs that say neither credential_id nor address.';
create or replace function spend_item_of_v1(i spend_item_v1) returns spend_item
language sql
immutable
return row(
    (i).org_id, (i).verb, (i).request_key, (i).user_id, (i).credits, (i).service_type, (i).service_name, (i).metadata, (i).hold_id,
    (i).ttl_s, (i).api_cost_usd, (i).markup_usd, (i).credential_hash, (i).call, null, null, (i).closely
)::spend_item;
comment on function spend_item_of_v1(spend_item_v1) is 'An item of before, without what it does not say.';
create cast (spend_item_v1 as spend_item) with function spend_item_of_v1 as implicit;
