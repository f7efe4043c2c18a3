create or replace function stored_spending_results(
    p_org_id uuid, p_ordinals integer[], p_verbs text[], p_keys text[], p_user_ids text[], p_credits numeric[],
    p_service_types text[], p_service_names text[]
) returns setof spending_result
language sql
stable
security definer
set search_path = public, pg_temp
as $fn$
    select
        i.n,
        case
            when k.verb is distinct from i.verb or k.user_id is distinct from i.user_id
                or k.credits is distinct from i.credits or k.service_type is distinct from i.service_type
                or k.service_name is distinct from i.service_name then 'key_conflict'
            when r.refusal_id is not null then 'refused'
            else 'ok'
        end,
        u.usage_id, h.hold_id, i.credits,
        coalesce(u.remaining_credits, h.remaining_credits, r.available_credits),
        r.blocked_by, r.needed_credits, r.available_credits, true, null::numeric, null::numeric, h.expires_at
    from unnest(p_ordinals) as o (n)
    cross join lateral (
        select
            o.n, p_verbs[o.n] as verb, p_keys[o.n] as key, p_user_ids[o.n] as user_id, p_credits[o.n] as credits,
            p_service_types[o.n] as service_type, p_service_names[o.n] as service_name
    ) as i
    join credit_request_keys as k on k.org_id = p_org_id and k.request_key = i.key
    left join credit_usage_attribution as u
        on k.verb = 'deduct' and u.org_id = p_org_id and u.usage_id = k.result_id
        and u.created_at >= uuid_v7_instant(k.result_id) - interval '1 hour'
    left join credit_holds as h on k.verb = 'reserve' and h.org_id = p_org_id and h.hold_id = k.result_id
    left join credit_refusals as r on r.org_id = p_org_id and r.refusal_id = k.result_id;
$fn$;
comment on function stored_spending_results(uuid, integer[], text[], text[], text[], numeric[], text[], text[]) is 'The answers that were given before under the keys of these items, or key_conflict where the body was another. Metadata and costs are not compared.';
