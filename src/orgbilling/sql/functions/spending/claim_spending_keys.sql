create or replace function claim_spending_keys(
    p_org_id uuid, p_verbs text[], p_keys text[], p_user_ids text[], p_credits numeric[],
    p_service_types text[], p_service_names text[], p_outcomes text[], p_now timestamptz
) returns uuid[]
language plpgsql
as $fn$
declare
    v_ids uuid[];
begin
    -- Claimed in one order by every batch (byte order of the keys), so that twins wait and never deadlock.
    with item as materialized (
        select
            i.n, i.key, i.verb, i.user_id, i.credits, i.service_type, i.service_name, c.ids[i.n] as result_id,
            row_number() over (partition by i.key order by i.n) as twin
        from (
            -- Of one millisecond, the ids of a batch still say which item came first.
            select array_agg(o.id order by o.id) as ids
            from (select uuid_v7(p_now) as id from generate_series(1, cardinality(p_verbs))) as o
        ) as c
        cross join unnest(p_verbs, p_keys, p_user_ids, p_credits, p_service_types, p_service_names, p_outcomes)
            with ordinality as i (verb, key, user_id, credits, service_type, service_name, outcome, n)
        where i.verb in ('deduct', 'reserve') and i.outcome is null
    ),
    claimed as (
        insert into credit_request_keys
        (org_id, request_key, verb, user_id, credits, service_type, service_name, result_id, created_at)
        select p_org_id, item.key, item.verb, item.user_id, item.credits, item.service_type, item.service_name, item.result_id, p_now
        from item
        where item.twin = 1
        order by item.key collate "C"
        on conflict (org_id, request_key) do nothing
        returning result_id
    )
    select array_agg(claimed.result_id order by series.n) into v_ids
    from generate_series(1, cardinality(p_verbs)) as series (n)
    left join item on item.n = series.n
    left join claimed on claimed.result_id = item.result_id;
    return v_ids;
end
$fn$;
comment on function claim_spending_keys(uuid, text[], text[], text[], numeric[], text[], text[], text[], timestamptz) is 'Claims the request keys of deducts and reserves. Returns, item by item and in rising order, the id chosen for the usage row or hold; null where the key was taken before (a replay or a conflict) for other verbs, and where p_outcomes holds a refusal already.';
