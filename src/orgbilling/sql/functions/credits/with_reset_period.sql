create or replace function with_reset_period(
    a user_credit_allocations, p_reset_period text, p_now timestamptz
) returns user_credit_allocations
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_zone text;
begin
    if p_reset_period is not null and p_reset_period not in ('daily', 'weekly', 'monthly', 'never') then
        raise exception 'reset_period is daily, weekly, monthly or never' using errcode = 'OB001',
            detail = '{"field": "reset_period"}';
    end if;
    if not a.is_active or (a.reset_anchor_date is not null and a.reset_period = coalesce(p_reset_period, a.reset_period)
        and (a.next_reset_at is not null or a.reset_period = 'never')) then
        return a;
    end if;
    -- A new period counts from today: the first boundary is one period away.
    select o.time_zone into strict v_zone from organizations as o where o.org_id = a.org_id;
    a.reset_period := coalesce(p_reset_period, a.reset_period);
    -- Of one whose resets run, a date that has been settled in another zone does not come again.
    a.reset_anchor_date := greatest(local_date(p_now, v_zone), case when a.next_reset_at is not null then a.last_reset_date end);
    a.next_reset_date := boundary_date(a.reset_anchor_date, a.reset_period, 1);
    a.next_reset_at := midnight_of(a.next_reset_date, v_zone);
    return a;
end
$fn$;
comment on function with_reset_period(user_credit_allocations, text, timestamptz) is 'The allocation with its reset period changed (null: kept) and its next boundary set; never has none. Raises OB001.';
