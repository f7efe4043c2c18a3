create or replace function begin_free_call(
    p_org_id uuid, p_user_id text, p_credential_id text, p_input_tokens numeric, p_now timestamptz default null
) returns jsonb
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_now timestamptz;
    v_limits spending_limits[];
    l spending_limits;
    i spend_item;
begin
    perform require_read_committed();
    i.verb := 'reserve';
    i.credits := 0;
    i.call := jsonb_build_object('input_tokens', p_input_tokens);
    perform 1 from user_credit_allocations as a where a.org_id = p_org_id and a.user_id = p_user_id for no key update;
    v_now := coalesce(p_now, clock_timestamp());
    v_limits := locked_limits(
        p_org_id, array[p_user_id], array[p_credential_id], (select g.day from spending_gate(v_now) as g where g.org_id = p_org_id), v_now
    );
    -- A budget has no part in what costs nothing.
    l := limit_in_the_way(array(select r from unnest(v_limits) as r where r.unit <> 'credits'), i, p_user_id, p_credential_id);
    if l.limit_id is not null then
        return limit_as_told(l);
    end if;
    perform count_in_rates(v_limits, 1, 0);
    return null;
end
$fn$;
comment on function begin_free_call(uuid, text, text, numeric, timestamptz) is 'Counts a call that costs nothing in the requests a minute of its member and key; returns the rate that stands in its way, and then counts nothing. Its tokens are counted by record_free_usage. Raises OB012.';
