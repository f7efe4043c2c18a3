create or replace function journal_gateway_calls(
    p_org_ids uuid[], p_hold_ids uuid[], p_upstreams text[], p_output_tokens bigint[], p_hold_ttl_s integer,
    p_price_ids uuid[] default null, p_markups numeric[] default null
) returns void
language plpgsql
security definer
set search_path = public, pg_temp
-- A plan of the first day, when all tables are small, is kept for years.
set enable_seqscan = off
as $fn$
declare
    c gateway_calls;
    h credit_holds;
    v_now timestamptz;
begin
    -- One by one: joined, they might be found by a look at all calls and holds there are, and with a condition on their
    -- state by one at all that run.
    for n in 1..coalesce(cardinality(p_org_ids), 0) loop
        -- A call that is being settled needs no journal any more, and not to wait for it rules out a
        -- deadlock: settlements of several calls close them in an order of their own.
        select g.* into c from gateway_calls as g
        where g.org_id = p_org_ids[n] and g.hold_id = p_hold_ids[n]
        for no key update skip locked;
        if found and c.settled_at is null then
            update gateway_calls as g
            set
                journaled_at = clock_timestamp(), output_tokens_journaled = p_output_tokens[n], upstream = p_upstreams[n],
                -- Whom it has fallen over to may have a price of its own.
                price_id = coalesce(p_price_ids[n], g.price_id), markup = coalesce(p_markups[n], g.markup)
            where g.org_id = c.org_id and g.hold_id = c.hold_id;
        end if;
        -- Looked at before it is locked: a capture waits for whoever has its hold, and few are about to end.
        select o.* into h from credit_holds as o where o.org_id = p_org_ids[n] and o.hold_id = p_hold_ids[n];
        v_now := clock_timestamp();
        continue when h.status is distinct from 'open'
            or not (h.expires_at > v_now and h.expires_at < v_now + make_interval(secs => p_hold_ttl_s / 2.0));
        -- A capture that is at work on a hold needs no more time; not to wait for it also rules out a
        -- deadlock, because captures take several holds in an order of their own.
        select o.* into h from credit_holds as o
        where o.org_id = p_org_ids[n] and o.hold_id = p_hold_ids[n]
        for update skip locked;
        if found and h.status = 'open' then
            update credit_holds as o set expires_at = v_now + make_interval(secs => p_hold_ttl_s)
            where o.org_id = h.org_id and o.hold_id = h.hold_id;
        end if;
    end loop;
end
$fn$;
comment on function journal_gateway_calls(uuid[], uuid[], text[], bigint[], integer, uuid[], numeric[]) is 'How far the running calls of a process have come, and whom they ask at which price; also its sign of life. Holds that would expire within half of p_hold_ttl_s last that long again.';
