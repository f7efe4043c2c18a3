create or replace function reserve_credits_batch(
    p_org_id uuid, p_request_ids text[], p_user_ids text[], p_credits numeric[], p_service_types text[], p_service_names text[],
    p_ttls_s integer[] default null, p_now timestamptz default null
) returns setof spending_result
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
begin
    return query select * from spend_credits_batch(
        p_org_id, array_fill('reserve'::text, array[coalesce(cardinality(p_request_ids), 0)]), p_request_ids, p_user_ids, p_credits,
        p_service_types, p_service_names, p_ttls_s => p_ttls_s, p_now => p_now
    );
end
$fn$;
comment on function reserve_credits_batch(uuid, text[], text[], numeric[], text[], text[], integer[], timestamptz) is 'Many reserves of one organization in one transaction, in order, each with its own answer; an item that does not fit takes nothing from later ones. Raises OB001, OB002, OB004, OB012 for all.';
