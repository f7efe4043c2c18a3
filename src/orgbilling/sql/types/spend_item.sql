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
    closely boolean
);
comment on type spend_item is 'One thing to spend. verb: deduct and reserve need request_key and user_id, a deduct service_type too, capture and release hold_id. credential_hash (SHA-256): who asks, checked in the statement that spends; without it the caller vouches. call: what the journal of calls to models keeps of a reserve, {} where a capture or release ends a call. closely: the item came back as untried. Functions take it; a program names its version.';

-- A field that is added makes the next version. Then this one is a type of its own, with the fields of before and an
-- implicit cast, and stands here too, so that programs of both run at once.
create domain spend_item_v1 as spend_item;
comment on domain spend_item_v1 is 'spend_item as a program sends it that has all of its fields.';
