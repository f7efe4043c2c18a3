create or replace function record_free_usage(
    p_org_id uuid, p_user_id text, p_request_id text, p_service_type text, p_service_name text, p_metadata jsonb,
    p_credential_id text, p_now timestamptz default null
) returns uuid
language plpgsql
security definer
set search_path = public, pg_temp
-- A plan of the first day, when all tables are small, is kept for years.
set enable_seqscan = off
as $fn$
declare
    v_now timestamptz := begin_verb(p_org_id, p_now, p_request_id);
    v_id constant uuid := uuid_v7(v_now);
    v_day date;
    m user_credit_allocations;
    i spend_item;
begin
    perform require_read_committed();
    i.org_id := p_org_id;
    i.verb := 'deduct';
    i.request_key := p_request_id;
    i.user_id := p_user_id;
    i.credits := 0;
    i.service_type := p_service_type;
    i.service_name := p_service_name;
    i.metadata := p_metadata;
    i.api_cost_usd := 0;
    i.markup_usd := 0;
    if (claim_spending_keys(array[i], array[1], array[v_id], v_now))[1] is null then
        return null;
    end if;
    m := open_allocation(p_org_id, p_user_id, v_now, null, array[p_user_id, p_credential_id]);
    m.seq := m.seq + 1;
    v_now := coalesce(p_now, clock_timestamp());
    select g.day into v_day from spending_gate(v_now) as g where g.org_id = p_org_id;
    if m.is_limited then
        i := tagged_item(i, p_user_id, p_credential_id);
        perform count_in_rates(locked_limits(p_org_id, array[p_user_id], array[p_credential_id], v_day, v_now), 0, spend_tokens(i));
    end if;
    perform store_spenders(array[m]);
    perform post_usage(array[usage_of(i, null, m, v_id, 0, p_credential_id, v_day, v_now)]);
    return v_id;
end
$fn$;
comment on function record_free_usage(uuid, text, text, text, text, jsonb, text, timestamptz) is 'A usage row of 0 for a call that costs nothing: no hold, no gate, no allocation needed. Its tokens count in the rates of its member and key. Returns its id; null where the request id was used before. Raises OB004, OB005, OB012, OB018.';
