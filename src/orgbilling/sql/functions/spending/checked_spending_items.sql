create or replace function checked_spending_items(
    p_verbs text[], p_keys text[], p_user_ids text[], p_credits numeric[], p_service_types text[],
    p_hold_ids uuid[], p_ttls_s integer[], p_api_costs_usd numeric[], p_markups_usd numeric[]
) returns numeric[]
language plpgsql
immutable
set search_path = public, pg_temp
as $fn$
declare
    v_credits numeric[];
    v_wrong bigint;
    v_is_sound boolean;
begin
    if cardinality(p_verbs) = 1 and p_verbs[1] = 'deduct' and p_credits[1] > 0 and p_credits[1] < 1e10
        and scale(trim_scale(p_credits[1])) <= 6 and length(p_keys[1]) between 1 and 255
        and length(p_user_ids[1]) between 1 and 255 and p_service_types[1] is not null
        and p_api_costs_usd is null and p_markups_usd is null then
        -- The commonest single item, without starting a plan.
        return array[trim_scale(p_credits[1])];
    end if;
    if 'deduct' = all(p_verbs) and 0 < all(p_credits) and 1e10 > all(p_credits) and array_position(p_service_types, null) is null
        and p_api_costs_usd is null and p_markups_usd is null then
        -- The commonest batch, without looking at what it has none of.
        select
            array_agg(trim_scale(i.credits) order by i.n),
            bool_and(coalesce(
                length(i.key) between 1 and 255 and length(i.user_id) between 1 and 255 and scale(trim_scale(i.credits)) <= 6,
                false
            ))
        into v_credits, v_is_sound
        from unnest(p_keys, p_user_ids, p_credits) with ordinality as i (key, user_id, credits, n);
        if v_is_sound and cardinality(v_credits) = cardinality(p_verbs) and cardinality(v_credits) = cardinality(p_service_types) then
            return v_credits;
        end if;
    end if;
    select
        array_agg(trim_scale(i.credits) order by i.n),
        min(i.n) filter (where not coalesce(
            case
                when i.verb in ('deduct', 'reserve') then
                    length(i.key) between 1 and 255 and length(i.user_id) between 1 and 255
                    and (i.verb = 'reserve' or i.service_type is not null)
                    and (i.verb = 'deduct' or coalesce(i.ttl_s, 600) between 1 and 86400)
                when i.verb in ('capture', 'release') then i.hold_id is not null
            end
            and (
                i.verb = 'release'
                or (i.credits > 0 and i.credits < 1e10 and i.credits <> 'NaN' and scale(trim_scale(i.credits)) <= 6)
            )
            and coalesce(i.api_cost >= 0 and i.api_cost < 1e9 and scale(i.api_cost) <= 12, i.api_cost is null)
            and coalesce(i.markup >= -1e9 and i.markup < 1e9 and scale(i.markup) <= 12, i.markup is null),
            false
        ))
    into v_credits, v_wrong
    from unnest(p_verbs, p_keys, p_user_ids, p_credits, p_service_types, p_hold_ids, p_ttls_s, p_api_costs_usd, p_markups_usd)
        with ordinality as i (verb, key, user_id, credits, service_type, hold_id, ttl_s, api_cost, markup, n);
    if v_wrong is not null then
        raise exception 'item % is malformed', v_wrong
            using errcode = case when p_credits[v_wrong] > 0 and p_credits[v_wrong] < 1e10
                and scale(trim_scale(p_credits[v_wrong])) <= 6 then 'OB001' else 'OB002' end,
            detail = jsonb_build_object('item', v_wrong)::text,
            hint = 'Credits are above 0, below 10,000,000,000, with at most six decimals; a deduct and a reserve need a '
                || 'request id and a user, a deduct a service type, a capture and a release a hold; costs have at most 12 decimals.';
    end if;
    return v_credits;
end
$fn$;
comment on function checked_spending_items(text[], text[], text[], numeric[], text[], uuid[], integer[], numeric[], numeric[]) is 'The amounts without trailing zeros. Raises OB001 or OB002 for the first malformed item; nothing of its batch happens.';
