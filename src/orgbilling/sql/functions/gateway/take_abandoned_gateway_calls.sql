create or replace function take_abandoned_gateway_calls(p_silent_s integer, p_limit integer) returns setof gateway_calls
language plpgsql
security definer
set search_path = public, pg_temp
-- A plan of the first day, when all tables are small, is kept for years.
set enable_seqscan = off
as $fn$
declare
    -- Read once: a clock that goes on is no bound that an index can be asked for.
    v_before constant timestamptz := clock_timestamp() - make_interval(secs => p_silent_s);
begin
    -- Taking one is a sign of life: nobody else takes it for as long again.
    return query
        update gateway_calls as c set journaled_at = clock_timestamp()
        where (c.org_id, c.hold_id) in (
            select a.org_id, a.hold_id from gateway_calls as a
            where a.settled_at is null and a.journaled_at < v_before
            order by a.journaled_at
            limit p_limit
            for no key update skip locked
        )
        returning c.*;
end
$fn$;
comment on function take_abandoned_gateway_calls(integer, integer) is 'Calls that nobody has spoken for during p_silent_s seconds: their process died. The caller settles them.';
