create or replace function resolve_holds(p_holds credit_holds[]) returns void
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
begin
    -- A hold that expired and was captured late in one batch stands here twice; its last state counts.
    update credit_holds as h
    set
        status = s.status, is_late = s.is_late, resolved_at = s.resolved_at, usage_id = s.usage_id,
        captured_credits = s.captured_credits, released_credits = s.released_credits,
        uncollected_credits = s.uncollected_credits, resolved_remaining_credits = s.resolved_remaining_credits
    from (
        select distinct on (o.hold_id) o.*
        from unnest(p_holds) with ordinality as o
        order by o.hold_id, o.ordinality desc
    ) as s
    where h.org_id = s.org_id and h.hold_id = s.hold_id;
end
$fn$;
comment on function resolve_holds(credit_holds[]) is 'Writes holds that were captured, released or expired, with what their answers will be repeated from.';
