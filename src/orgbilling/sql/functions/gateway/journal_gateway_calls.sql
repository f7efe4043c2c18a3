create or replace function journal_gateway_calls(
    p_org_ids uuid[], p_hold_ids uuid[], p_upstreams text[], p_output_tokens bigint[], p_hold_ttl_s integer
) returns void
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
begin
    -- A call that is being settled needs no journal any more, and not to wait for it rules out a
    -- deadlock: settlements of several calls close them in an order of their own.
    update gateway_calls as c
    set journaled_at = clock_timestamp(), output_tokens_journaled = r.output_tokens, upstream = r.upstream
    from (
        select g.org_id, g.hold_id, j.upstream, j.output_tokens
        from unnest(p_org_ids, p_hold_ids, p_upstreams, p_output_tokens) as j (org_id, hold_id, upstream, output_tokens)
        inner join gateway_calls as g on g.org_id = j.org_id and g.hold_id = j.hold_id
        where g.settled_at is null
        for no key update of g skip locked
    ) as r
    where c.org_id = r.org_id and c.hold_id = r.hold_id;
    -- A capture that is at work on a hold needs no more time; not to wait for it also rules out a
    -- deadlock, because captures take several holds in an order of their own.
    update credit_holds as h
    set expires_at = clock_timestamp() + make_interval(secs => p_hold_ttl_s)
    from (
        select n.org_id, n.hold_id
        from unnest(p_org_ids, p_hold_ids) as j (org_id, hold_id)
        inner join credit_holds as n on n.org_id = j.org_id and n.hold_id = j.hold_id
        where
            n.status = 'open' and n.expires_at > clock_timestamp()
            and n.expires_at < clock_timestamp() + make_interval(secs => p_hold_ttl_s / 2.0)
        for update of n skip locked
    ) as ending
    where h.org_id = ending.org_id and h.hold_id = ending.hold_id;
end
$fn$;
comment on function journal_gateway_calls(uuid[], uuid[], text[], bigint[], integer) is 'How far the running calls of a process have come; also its sign of life. Holds that would expire within half of p_hold_ttl_s last that long again.';
