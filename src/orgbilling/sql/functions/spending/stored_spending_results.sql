create or replace function stored_spending_results(p_items spend_item[], p_ordinals integer[], p_numbers integer[]) returns setof spending_result
language sql
stable
security definer
set search_path = public, pg_temp
as $fn$
    select
        p_ordinals[i.ordinality],
        case
            when k.verb is distinct from i.verb or k.user_id is distinct from i.user_id
                or k.credits is distinct from i.credits or k.service_type is distinct from i.service_type
                or k.service_name is distinct from i.service_name then 'key_conflict'
            when r.refusal_id is not null then 'refused'
            else 'ok'
        end,
        u.usage_id, h.hold_id, trim_scale(i.credits),
        coalesce(u.remaining_credits, h.remaining_credits, r.available_credits),
        r.blocked_by, r.needed_credits, r.available_credits, true, null::numeric, null::numeric, h.expires_at, null::text, r.blocked_limit
    from unnest(p_items) with ordinality as i
    inner join credit_request_keys as k on k.org_id = i.org_id and k.request_key = i.request_key
    -- Each is looked up by itself; joined, a plan for empty tables reads those of the organization.
    left join lateral usage_by_id(k.org_id, case k.verb when 'deduct' then k.result_id end) as u on true
    left join lateral (
        select d.* from credit_holds as d where k.verb = 'reserve' and d.org_id = k.org_id and d.hold_id = k.result_id offset 0
    ) as h on true
    left join lateral (
        select f.* from credit_refusals as f where f.org_id = k.org_id and f.refusal_id = k.result_id offset 0
    ) as r on true
    where i.ordinality = any(p_numbers)
    union all
    -- Its twin, an item of this batch, has met a rate and left no key.
    select
        p_ordinals[i.ordinality], 'rate_limited', null, null, null, null, null, null, null, false, null, null, null, null, null
    from unnest(p_items) with ordinality as i
    where i.ordinality = any(p_numbers) and not exists (
        select from credit_request_keys as c where c.org_id = i.org_id and c.request_key = i.request_key
        offset 0
    );
$fn$;
comment on function stored_spending_results(spend_item[], integer[], integer[]) is 'The answers that were given before under the keys of the items of these numbers, or key_conflict where the body was another. Metadata and costs are not compared.';
