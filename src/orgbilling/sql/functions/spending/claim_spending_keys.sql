create or replace function claim_spending_keys(
    p_items spend_item[], p_numbers integer[], p_ids uuid[], p_now timestamptz
) returns uuid[]
language plpgsql
as $fn$
declare
    v_inserted integer;
begin
    -- Claimed in one order by every batch (byte order of the keys), so that twins wait and never deadlock.
    insert into credit_request_keys
    (org_id, request_key, verb, user_id, credits, service_type, service_name, result_id, created_at)
    select
        (p_items[n]).org_id, (p_items[n]).request_key, (p_items[n]).verb, (p_items[n]).user_id, trim_scale((p_items[n]).credits),
        (p_items[n]).service_type, (p_items[n]).service_name, p_ids[n], p_now
    from unnest(p_numbers) as n
    order by (p_items[n]).org_id, (p_items[n]).request_key collate "C", n
    on conflict (org_id, request_key) do nothing;
    get diagnostics v_inserted = row_count;
    if v_inserted = cardinality(p_numbers) then
        return p_ids;
    end if;
    return array(
        select case when k.result_id is not null or i.ordinality <> all(p_numbers) then p_ids[i.ordinality] end
        from unnest(p_items) with ordinality as i
        left join lateral (
            select c.result_id from credit_request_keys as c
            where c.org_id = i.org_id and c.request_key = i.request_key and c.result_id = p_ids[i.ordinality]
            offset 0
        ) as k on true
        order by i.ordinality
    );
end
$fn$;
comment on function claim_spending_keys(spend_item[], integer[], uuid[], timestamptz) is 'Claims the request keys of the items of these numbers, each for its usage row or hold of p_ids. Returns p_ids with null where the key was taken, before or by an earlier one of these items.';
