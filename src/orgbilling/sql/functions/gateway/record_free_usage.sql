create or replace function record_free_usage(
    p_org_id uuid, p_user_id text, p_request_id text, p_service_type text, p_service_name text, p_metadata jsonb,
    p_credential_id text, p_now timestamptz default null
) returns uuid
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_now timestamptz := settle_organization(p_org_id, p_now);
    v_ids uuid[];
    m user_credit_allocations;
    u credit_usage_attribution;
begin
    perform require_read_committed();
    v_ids := claim_spending_keys(
        p_org_id, array['deduct'], array[p_request_id], array[p_user_id], array[0::numeric], array[p_service_type],
        array[p_service_name], null, v_now
    );
    if v_ids[1] is null then
        return null;
    end if;
    m := open_allocation(p_org_id, p_user_id, v_now);
    m.seq := m.seq + 1;
    v_now := coalesce(p_now, clock_timestamp());
    u := usage_row(m, v_ids[1], 0, 0, (
        select greatest(local_date(v_now, o.time_zone), o.usage_closed_through + 1) from organizations as o where o.org_id = p_org_id
    ), v_now);
    u.service_type := p_service_type;
    u.service_name := p_service_name;
    u.request_id := p_request_id;
    u.credential_id := p_credential_id;
    u.api_cost_usd := 0;
    u.markup_usd := 0;
    u.request_metadata := coalesce(p_metadata, '{}');
    perform store_spenders(array[m]);
    perform post_usage(array[u]);
    return u.usage_id;
end
$fn$;
comment on function record_free_usage(uuid, text, text, text, text, jsonb, text, timestamptz) is 'A usage row of 0 for a call that costs nothing: no hold, no gate, no allocation needed. Returns its id; null where the request id was used before. Raises OB004, OB005, OB012, OB018.';
