create or replace function expirable_holds(
    p_org_id uuid, p_members user_credit_allocations[], p_now timestamptz
) returns credit_holds[]
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_holds credit_holds[];
begin
    select coalesce(array_agg(h order by h.hold_id), '{}') into v_holds
    from unnest(p_members) as m
    join credit_holds as h
        on h.org_id = p_org_id and h.user_id = m.user_id and h.status = 'open' and h.expires_at <= p_now;
    return v_holds;
end
$fn$;
comment on function expirable_holds(uuid, user_credit_allocations[], timestamptz) is 'Open holds of these members that are past their time, oldest first.';
