create or replace function settle_before_reading(p_org_id uuid, p_now timestamptz default null) returns boolean
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_now timestamptz := coalesce(p_now, clock_timestamp());
    v_settled boolean := false;
begin
    if exists (
        select 1 from organization_subscriptions as s
        where s.org_id = p_org_id and s.status in ('trialing', 'active', 'past_due') and s.current_period_end <= v_now
    ) then
        v_settled := settle_subscription(p_org_id, v_now) > 0;
    end if;
    if is_settlement_due(p_org_id, v_now) then
        perform settle_due(p_org_id, v_now);
        v_settled := true;
    end if;
    return v_settled;
end
$fn$;
comment on function settle_before_reading(uuid, timestamptz) is 'What a read asks for before it shows an organization: whatever is due by the clock (periods, refreshes, resets, top-ups) is settled, worker or no worker. Writes nothing, and locks nothing, where nothing is due. Returns whether something was.';
