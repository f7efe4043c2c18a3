create or replace function item_spenders(
    p_items spend_item[], p_outcomes text[], p_credential_ids text[], p_now timestamptz,
    out user_ids text[], out outcomes text[], out credential_ids text[]
)
language plpgsql
as $fn$
begin
    -- A hold's member never changes, so that it is read before any lock.
    select
        array_agg(coalesce(h.user_id, i.user_id) order by i.ordinality),
        array_agg(
            case
                when p_outcomes[i.ordinality] is not null then p_outcomes[i.ordinality]
                when i.verb in ('capture', 'release') or a.is_active and not a.is_limited then null
                -- What was spent under the key while it was allowed, or they were a member, is told again.
                when exists (
                    select 1 from credit_request_keys as k
                    where k.org_id = i.org_id and k.request_key = i.request_key and k.user_id = i.user_id
                ) then null
                when a.is_active or exists (
                    select 1 from organization_members as m
                    where m.org_id = i.org_id and m.user_id = i.user_id and m.status = 'active'
                ) then spending_bar(
                    i.org_id, i.user_id, coalesce(p_credential_ids[i.ordinality], i.credential_id), i.service_type, i.service_name, i.address, p_now
                )
                when a.user_id is null then 'member_not_found'
                else 'refused'
            end
            order by i.ordinality
        ),
        array_agg(coalesce(p_credential_ids[i.ordinality], h.credential_id, i.credential_id) order by i.ordinality)
    into user_ids, outcomes, credential_ids
    from unnest(p_items) with ordinality as i
    left join lateral (
        select c.user_id, c.credential_id from credit_holds as c
        where i.verb in ('capture', 'release') and c.org_id = i.org_id and c.hold_id = i.hold_id
        offset 0
    ) as h on true
    left join lateral (
        select c.user_id, c.is_active, c.is_limited from user_credit_allocations as c
        where c.org_id = i.org_id and c.user_id = i.user_id
        offset 0
    ) as a on true;
end
$fn$;
comment on function item_spenders(spend_item[], text[], text[], timestamptz) is 'For each item the member and the credential it concerns (by its hold for captures and releases), and its outcome where it is known whether or not its key is free: that of p_outcomes, what spending_bar says, and for the deducts and reserves of who is no member member_not_found, or refused where they once were one: such an item takes no key. An active allocation is a member''s: a removal closes it.';
