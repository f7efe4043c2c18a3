create or replace function settle_organization(
    p_org_id uuid, p_now timestamptz default null, p_keys text[] default '{}'
) returns timestamptz
language plpgsql
security definer
set search_path = public, pg_temp
-- A plan of the first day, when all tables are small, is kept for years.
set enable_seqscan = off
as $fn$
declare
    v_now constant timestamptz := coalesce(p_now, clock_timestamp());
    v_due timestamptz;
begin
    select p.next_due_at into v_due from organization_credit_pools as p where p.org_id = p_org_id;
    if v_due is null or v_due > v_now then
        return v_now;
    end if;
    -- Who names the instant has no use for a second opinion on the clock.
    if p_now is null and examine_clock() then
        return v_now;
    end if;
    perform require_read_committed();
    perform lock_for_settlement(p_org_id, p_keys);
    perform pass_boundaries(p_org_id, v_now);
    return v_now;
end
$fn$;
comment on function settle_organization(uuid, timestamptz, text[]) is 'Settles everything that is due in an organization up to an instant (null: now), in the order of its instants: standings, terms, months, own grants, resets, and what members are owed. The first statement of every verb and read of an organization. Where nothing is due it looks at one row and locks none. p_keys are the request keys that the verb will claim: theirs is the place before allocations. Returns the instant, which is the verb''s own. Raises OB012.';
