create or replace function purge_request_keys(p_before timestamptz, p_limit integer) returns integer
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_purged integer;
begin
    if p_before is null or p_before > clock_timestamp() - interval '30 days' or p_limit is null or p_limit < 1 then
        raise exception 'spending keys are kept for 30 days' using errcode = 'OB001',
            detail = jsonb_build_object('field', 'p_before')::text;
    end if;
    -- A refusal goes with its key. A key that a late replay holds is left for the next time.
    with gone as (
        delete from credit_request_keys as k
        using (
            select o.org_id, o.request_key from credit_request_keys as o
            where o.verb in ('deduct', 'reserve') and o.created_at < p_before
            order by o.created_at
            limit p_limit
            for update skip locked
        ) as old
        where k.org_id = old.org_id and k.request_key = old.request_key
        returning k.org_id, k.result_id
    ),
    refusals as (
        delete from credit_refusals as r using gone where r.org_id = gone.org_id and r.refusal_id = gone.result_id
    )
    select count(*) into v_purged from gone;
    return v_purged;
end
$fn$;
comment on function purge_request_keys(timestamptz, integer) is 'Forgets up to p_limit spending keys claimed before p_before, oldest first, and the refusals that they answered with; money-in keys stay for ever. Returns how many: call again until it returns 0. Raises OB001 for a moment less than 30 days ago.';
