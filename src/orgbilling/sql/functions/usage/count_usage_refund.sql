create or replace function count_usage_refund(p_org_id uuid, p_usage_id uuid, p_credits numeric, p_now timestamptz) returns date
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_day date;
begin
    -- The day as a spend gets it, in a statement that begins after the allocation's lock; the usage's own may be closed.
    insert into credit_usage_daily as d
    (org_id, day, user_id, service_type, service_name, credits, requests, api_cost_usd, markup_usd, refunded_credits)
    select
        u.org_id, g.day, u.user_id, u.service_type, coalesce(u.service_name, ''), 0, 0, 0, 0, p_credits
    from usage_by_id(p_org_id, p_usage_id) as u
    inner join spending_gate(p_now) as g on g.org_id = u.org_id
    on conflict (org_id, day, user_id, service_type, service_name) do update set
        refunded_credits = d.refunded_credits + excluded.refunded_credits
    returning d.day into strict v_day;
    return v_day;
end
$fn$;
comment on function count_usage_refund(uuid, uuid, numeric, timestamptz) is 'Adds a refund to the daily roll-up, under the member and the service of its usage. Returns its posting day: the local day of p_now, or the first open one where that is closed. The caller holds the lock of the allocation and has found the usage.';
