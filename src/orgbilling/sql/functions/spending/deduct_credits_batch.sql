create or replace function deduct_credits_batch(
    p_org_id uuid, p_request_ids text[], p_user_ids text[], p_credits numeric[], p_service_types text[], p_service_names text[],
    p_request_metadata jsonb[] default null, p_now timestamptz default null
) returns setof spending_result
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
begin
    return query select * from spend_credits_batch(
        p_org_id, array_fill('deduct'::text, array[coalesce(cardinality(p_request_ids), 0)]), p_request_ids, p_user_ids, p_credits,
        p_service_types, p_service_names, p_request_metadata, p_now => p_now
    );
end
$fn$;
comment on function deduct_credits_batch(uuid, text[], text[], numeric[], text[], text[], jsonb[], timestamptz) is 'Many deducts of one organization in one transaction, in order, each with its own answer; an item that does not fit takes nothing from later ones. Raises OB001, OB002, OB004, OB012 for all.';
