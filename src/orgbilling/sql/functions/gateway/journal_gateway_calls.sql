create or replace function journal_gateway_calls(
    p_org_ids uuid[], p_hold_ids uuid[], p_upstreams text[], p_output_tokens bigint[]
) returns void
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
begin
    update gateway_calls as c
    set journaled_at = clock_timestamp(), output_tokens_journaled = j.output_tokens, upstream = j.upstream
    from unnest(p_org_ids, p_hold_ids, p_upstreams, p_output_tokens) as j (org_id, hold_id, upstream, output_tokens)
    where c.org_id = j.org_id and c.hold_id = j.hold_id and c.settled_at is null;
end
$fn$;
comment on function journal_gateway_calls(uuid[], uuid[], text[], bigint[]) is 'How far the running calls of a process have come; also its sign of life.';
