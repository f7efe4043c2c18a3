create or replace function settle_subscriptions(p_org_id uuid default null, p_now timestamptz default null) returns integer
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_now timestamptz := coalesce(p_now, clock_timestamp());
    v_boundaries integer := 0;
    v_org_id uuid;
begin
    if p_org_id is not null then
        return settle_subscription(p_org_id, v_now);
    end if;
    -- What another process settles right now is left to it. The limit keeps the transaction short.
    for v_org_id in
        select s.org_id from organization_subscriptions as s
        where s.status in ('trialing', 'active', 'past_due') and s.current_period_end <= v_now
        order by s.current_period_end
        limit 500
        for update skip locked
    loop
        v_boundaries := v_boundaries + settle_subscription(v_org_id, v_now);
    end loop;
    return v_boundaries;
end
$fn$;
comment on function settle_subscriptions(uuid, timestamptz) is 'Settles the subscription of one organization, or of up to 500 that are due when p_org_id is null; call again until it returns 0. Returns the number of boundaries passed.';
