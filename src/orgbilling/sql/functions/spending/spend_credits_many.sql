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
    a integer := 1;
    b integer;
begin
    -- In any other order two of these calls, or one and a settlement, would wait for each other in a circle.
    if p_org_ids is distinct from (select coalesce(array_agg(distinct o order by o), '{}') from unnest(p_org_ids) as o)
        or cardinality(p_ends) is distinct from cardinality(p_org_ids) then
        raise exception 'organizations come once each, in the order of their ids, with one end each' using errcode = 'OB001',
            detail = '{"field": "org_ids"}';
    end if;
    for i in 1..cardinality(p_org_ids) loop
        b := p_ends[i];
        if exists (select 1 from organizations as o where o.org_id = p_org_ids[i]) then
            return query
                select
                    r.ordinal + a - 1, r.outcome, r.usage_id, r.hold_id, r.credits, r.remaining_credits, r.blocked_by,
                    r.needed_credits, r.available_credits, r.replayed, r.released_credits, r.uncollected_credits, r.expires_at
                from spend_credits_batch(
                    p_org_ids[i], p_verbs[a:b], p_keys[a:b], p_user_ids[a:b], p_credits[a:b], p_service_types[a:b],
                    p_service_names[a:b], p_metadata[a:b], p_hold_ids[a:b], p_ttls_s[a:b], p_api_costs_usd[a:b],
                    p_markups_usd[a:b], p_credential_hashes[a:b], p_session_idle_s, p_now
                ) as r;
        else
            return query
                select
                    n, 'organization_not_found'::text, null::uuid, null::uuid, null::numeric, null::numeric, null::text,
                    null::numeric, null::numeric, false, null::numeric, null::numeric, null::timestamptz
                from generate_series(a, b) as n;
        end if;
        a := b + 1;
    end loop;
end
$fn$;
comment on function spend_credits_many(uuid[], integer[], text[], text[], text[], numeric[], text[], text[], jsonb[], uuid[], integer[], numeric[], numeric[], bytea[], integer, timestamptz) is 'spend_credits_batch for several organizations in one statement and one commit, for one PostgreSQL only: items lie organization by organization in the order of their ids, p_ends holds each one''s last item. An unknown organization is an outcome of its own items. Raises OB001 for another order, and as spend_credits_batch does.';
