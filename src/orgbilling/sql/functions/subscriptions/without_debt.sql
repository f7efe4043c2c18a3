create or replace function without_debt(
    p_subscription organization_subscriptions, p_actor_id text, p_now timestamptz
) returns organization_subscriptions
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    s organization_subscriptions := p_subscription;
begin
    if owes_invoices(s) then
        return s;
    end if;
    if s.standing in ('past_due', 'blocked') then
        s := enter_standing(s, 'active', null, p_now, p_actor_id);
        perform store_subscription(s);
    elsif s.standing = 'paused' and s.return_standing in ('past_due', 'blocked') then
        s.return_standing := 'active';
        s.return_until := null;
        perform store_subscription(s);
    end if;
    return s;
end
$fn$;
comment on function without_debt(organization_subscriptions, text, timestamptz) is 'A subscription none of whose invoices is open any more is active again; in a pause it returns to active.';
