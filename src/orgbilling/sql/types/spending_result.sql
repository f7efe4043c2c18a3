create type spending_result as (
    ordinal integer,
    outcome text,
    usage_id uuid,
    hold_id uuid,
    credits numeric,
    remaining_credits numeric,
    blocked_by text,
    needed_credits numeric,
    available_credits numeric,
    replayed boolean,
    released_credits numeric,
    uncollected_credits numeric,
    expires_at timestamptz,
    malformed_field text
);
comment on type spending_result is 'Answer to one spending item. outcome: ok, refused, key_conflict, member_not_found, organization_not_found, hold_not_found, hold_already_resolved, hold_of_another_credential, credential_invalid, scope_missing, forbidden or malformed (malformed_field says where). Two are no answers, and leave nothing: due (settle the organization, send the item again) and untried (send it again, marked closely).';
