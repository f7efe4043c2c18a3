create or replace function capture_credits_batch(
    p_org_id uuid, p_hold_ids uuid[], p_credits numeric[], p_request_metadata jsonb[] default null, p_now timestamptz default null
) returns setof spending_result
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_nothing text[] := array_fill(null::text, array[coalesce(cardinality(p_hold_ids), 0)]);
begin
    return query select * from spend_credits_batch(
        p_org_id, array_fill('capture'::text, array[coalesce(cardinality(p_hold_ids), 0)]), v_nothing, v_nothing, p_credits,
        v_nothing, v_nothing, p_request_metadata, p_hold_ids, p_now => p_now
    );
end
$fn$;
comment on function capture_credits_batch(uuid, uuid[], numeric[], jsonb[], timestamptz) is 'Many captures of one organization in one transaction, in order, each with its own answer. Raises OB001, OB002, OB004, OB012 for all.';
