create or replace function spend_credits_batch(
    p_org_id uuid,
    p_verbs text[],
    p_keys text[],
    p_user_ids text[],
    p_credits numeric[],
    p_service_types text[],
    p_service_names text[],
    p_metadata jsonb[] default null,
    p_hold_ids uuid[] default null,
    p_ttls_s integer[] default null,
    p_api_costs_usd numeric[] default null,
    p_markups_usd numeric[] default null,
    p_credential_hashes bytea[] default null,
    p_session_idle_s integer default 86400,
    p_now timestamptz default null
) returns setof spending_result
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_count constant integer := coalesce(cardinality(p_verbs), 0);
    v_credits numeric[];
    v_now timestamptz;
    r spending_result;
begin
    if v_count = 0 then
        return;
    end if;
    perform require_read_committed();
    if p_org_id is null then
        raise exception 'no such organization' using errcode = 'OB004';
    end if;
    v_now := settle_organization(p_org_id, p_now, p_keys);
    v_credits := checked_spending_items(
        p_verbs, p_keys, p_user_ids, p_credits, p_service_types, p_hold_ids, p_ttls_s, p_api_costs_usd, p_markups_usd
    );
    perform set_config('orgbilling.is_settled', 'yes', true);
    if v_count = 1 and p_verbs[1] = 'deduct' then
        r := deduct_at_once(
            p_org_id, 1, p_keys[1], p_user_ids[1], v_credits[1], p_service_types[1], p_service_names[1], p_metadata[1],
            p_api_costs_usd[1], p_markups_usd[1], p_credential_hashes[1], p_session_idle_s, v_now
        );
        if r.outcome is not null then
            perform set_config('orgbilling.is_settled', '', true);
            return next r;
            return;
        end if;
    end if;
    return query select * from spend_items(
        p_org_id, p_verbs, p_keys, p_user_ids, v_credits, p_service_types, p_service_names, p_metadata, p_hold_ids, p_ttls_s,
        p_api_costs_usd, p_markups_usd, p_credential_hashes, p_session_idle_s, v_now
    );
    perform set_config('orgbilling.is_settled', '', true);
end
$fn$;
comment on function spend_credits_batch(uuid, text[], text[], text[], numeric[], text[], text[], jsonb[], uuid[], integer[], numeric[], numeric[], bytea[], integer, timestamptz) is 'Spends for one organization: deduct, reserve, capture and release in order of arrival, each item with its own answer (by ordinal), in one transaction. With p_credential_hashes each item is authorized in the same statement. A refusal is an answer and is kept with its key. Raises OB001 or OB002 for a malformed item, OB004 for an unknown organization, OB012 outside READ COMMITTED.';
