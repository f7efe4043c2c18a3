create or replace function spend_credits_many(
    p_org_ids uuid[],
    p_ends integer[],
    p_verbs text[],
    p_keys text[],
    p_user_ids text[],
    p_credits numeric[],
    p_service_types text[],
    p_service_names text[],
    p_metadata jsonb[],
    p_hold_ids uuid[],
    p_ttls_s integer[],
    p_api_costs_usd numeric[],
    p_markups_usd numeric[],
    p_credential_hashes bytea[],
    p_session_idle_s integer,
    p_now timestamptz default null
) returns setof spending_result
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_credits constant numeric[] := checked_spending_items(
        p_verbs, p_keys, p_user_ids, p_credits, p_service_types, p_hold_ids, p_ttls_s, p_api_costs_usd, p_markups_usd
    );
    a integer := 1;
    b integer;
    v_before uuid;
    v_outcome text;
    r spending_result;
begin
    perform require_read_committed();
    for i in 1..cardinality(p_org_ids) loop
        -- In any other order two of these calls, or one and a settlement, would wait for each other in a circle.
        if p_org_ids[i] is null or p_org_ids[i] <= v_before or p_ends[i] is null or p_ends[i] < a then
            raise exception 'organizations come once each, in the order of their ids, with one end each' using errcode = 'OB001',
                detail = '{"field": "org_ids"}';
        end if;
        v_before := p_org_ids[i];
        b := p_ends[i];
        r := null;
        if a = b and p_verbs[a] = 'deduct' then
            r := deduct_at_once(
                p_org_ids[i], a, p_keys[a], p_user_ids[a], v_credits[a], p_service_types[a], p_service_names[a], p_metadata[a],
                p_api_costs_usd[a], p_markups_usd[a], p_credential_hashes[a], p_session_idle_s, p_now
            );
        end if;
        if r.outcome is not null then
            return next r;
            a := b + 1;
            continue;
        end if;
        -- What is due is settled first, by whoever asked; nothing is locked or left behind here.
        select case when is_due(p.next_due_at, coalesce(p_now, clock_timestamp())) then 'due' end into v_outcome
        from organizations as o
        left join organization_credit_pools as p on p.org_id = o.org_id
        where o.org_id = p_org_ids[i];
        if not found then
            v_outcome := 'organization_not_found';
        end if;
        if v_outcome is null then
            return query
                select
                    s.ordinal + a - 1, s.outcome, s.usage_id, s.hold_id, s.credits, s.remaining_credits, s.blocked_by,
                    s.needed_credits, s.available_credits, s.replayed, s.released_credits, s.uncollected_credits, s.expires_at
                from spend_items(
                    p_org_ids[i], p_verbs[a:b], p_keys[a:b], p_user_ids[a:b], v_credits[a:b], p_service_types[a:b],
                    p_service_names[a:b], p_metadata[a:b], p_hold_ids[a:b], p_ttls_s[a:b], p_api_costs_usd[a:b],
                    p_markups_usd[a:b], p_credential_hashes[a:b], p_session_idle_s, p_now
                ) as s;
        else
            return query
                select
                    n, v_outcome, null::uuid, p_hold_ids[n], null::numeric, null::numeric, null::text,
                    null::numeric, null::numeric, false, null::numeric, null::numeric, null::timestamptz
                from generate_series(a, b) as n;
        end if;
        a := b + 1;
    end loop;
end
$fn$;
comment on function spend_credits_many(uuid[], integer[], text[], text[], text[], numeric[], text[], text[], jsonb[], uuid[], integer[], numeric[], numeric[], bytea[], integer, timestamptz) is 'spend_credits_batch for several organizations in one statement and one commit, for one PostgreSQL only: items lie organization by organization in the order of their ids, p_ends holds each one''s last item. An unknown organization is an outcome of its own items; so is one in which anything is due: settle it by settle_organization, and send them again. Raises OB001 for another order, and as spend_credits_batch does.';
