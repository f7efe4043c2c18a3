create type spending_batch as (
    org_id uuid,
    at timestamptz,
    day date,
    blocked_by text,
    items spend_item[],
    ordinals integer[],
    credential_ids text[],
    outcomes text[],
    ids uuid[],
    members user_credit_allocations[],
    member_indexes integer[],
    holds credit_holds[],
    hold_indexes integer[],
    pool_credits numeric,
    limits spending_limits[]
);
comment on type spending_batch is 'Items of one organization, and what was read under its locks. Item by item: the ordinal of its answer, its credential, its outcome where it is known already, the id of its usage row or hold (null: the key was taken before), and which of members and holds it is about. pool_credits is null where the pool was not locked, because nobody is owed. limits: those of the members and credentials of the items, empty where none is limited.';
create type spending_writes as (
    members user_credit_allocations[],
    holds credit_holds[],
    opened credit_holds[],
    usage credit_usage_attribution[],
    moves credit_transfers[],
    refused integer[],
    stored integer[],
    results spending_result[],
    limits spending_limits[]
);
comment on type spending_writes is 'What a batch of one organization comes to: allocations and holds as they are now, new holds, usage rows, moves between pool and allocations, the places of the items that are refused and of those whose answer was given before, all other answers, and the limits as they are now.';
