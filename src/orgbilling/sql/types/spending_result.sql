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
    malformed_field text,
    blocked_limit jsonb
);
comment on type spending_result is 'Answer to one spending item. outcome: ok, refused, key_conflict, member_not_found, organization_not_found, hold_not_found, hold_already_resolved, hold_of_another_credential, credential_invalid, scope_missing, forbidden, access_expired, address_not_allowed, model_not_allowed, rate_limited or malformed (malformed_field says where); blocked_limit is the limit of a refusal by a budget, or of rate_limited. Two are no answers, and leave nothing: due (settle the organization, send the item again) and untried (send it again, marked closely).';
