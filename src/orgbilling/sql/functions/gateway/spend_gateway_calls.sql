create or replace function spend_gateway_calls(
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
    p_calls jsonb[],
    p_session_idle_s integer,
    p_now timestamptz default null
) returns setof spending_result
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_results constant spending_result[] := array(
        select s from spend_credits_many(
            p_org_ids, p_ends, p_verbs, p_keys, p_user_ids, p_credits, p_service_types, p_service_names, p_metadata, p_hold_ids,
            p_ttls_s, p_api_costs_usd, p_markups_usd, p_credential_hashes, p_session_idle_s, p_now
        ) as s
    );
    r spending_result;
    v_org_id uuid;
begin
    foreach r in array v_results loop
        continue when p_calls[r.ordinal] is null;
        v_org_id := (select p_org_ids[e.n] from unnest(p_ends) with ordinality as e (last, n) where e.last >= r.ordinal order by e.n limit 1);
        if p_verbs[r.ordinal] = 'reserve' and r.outcome = 'ok' then
            -- An attempt whose answer was lost has written it already.
            insert into gateway_calls (
                org_id, hold_id, request_id, user_id, process_id, model, upstream, price_id, markup, input_tokens_estimated,
                dispatched_at, journaled_at
            )
            select
                v_org_id, r.hold_id, p_keys[r.ordinal], p_user_ids[r.ordinal], c.process_id, c.model, c.upstream, c.price_id, c.markup,
                c.input_tokens, clock_timestamp(), clock_timestamp()
            from jsonb_to_record(p_calls[r.ordinal]) as c (
                process_id uuid, model text, upstream text, price_id uuid, markup numeric, input_tokens bigint
            )
            on conflict do nothing;
            update credit_holds set dispatched_at = clock_timestamp()
            where org_id = v_org_id and hold_id = r.hold_id and dispatched_at is null;
        elsif p_verbs[r.ordinal] in ('capture', 'release') then
            update gateway_calls set settled_at = clock_timestamp()
            where org_id = v_org_id and hold_id = p_hold_ids[r.ordinal] and settled_at is null;
        end if;
    end loop;
    return query select s.* from unnest(v_results) as s;
end
$fn$;
comment on function spend_gateway_calls(uuid[], integer[], text[], text[], text[], numeric[], text[], text[], jsonb[], uuid[], integer[], numeric[], numeric[], bytea[], jsonb[], integer, timestamptz) is 'spend_credits_many for calls to models: a reserve with an element of p_calls writes its row of the journal and is dispatched in the transaction that holds it; a capture or release with one closes the row in the transaction that settles it. Raises as spend_credits_many does.';
