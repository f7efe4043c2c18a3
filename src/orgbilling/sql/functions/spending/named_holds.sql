create or replace function named_holds(p_org_id uuid, p_verbs text[], p_hold_ids uuid[]) returns credit_holds[]
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_holds credit_holds[];
begin
    -- Their allocations are locked by now, and no hold changes without that lock.
    select array_agg(h order by o.n) into v_holds
    from unnest(p_verbs, p_hold_ids) with ordinality as o (verb, hold_id, n)
    left join credit_holds as h on h.org_id = p_org_id and h.hold_id = o.hold_id and o.verb in ('capture', 'release');
    return v_holds;
end
$fn$;
comment on function named_holds(uuid, text[], uuid[]) is 'The hold that each capture and release names, item by item; null where there is none.';
