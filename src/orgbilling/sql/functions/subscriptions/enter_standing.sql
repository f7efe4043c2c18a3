create or replace function enter_standing(
    p_subscription organization_subscriptions, p_standing text, p_until timestamptz, p_at timestamptz, p_actor_id text
) returns organization_subscriptions
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    s organization_subscriptions := p_subscription;
begin
    update subscription_standings as t
    set until_at = greatest(t.from_at, p_at)
    where t.org_id = s.org_id and t.subscription_id = s.subscription_id and (t.until_at is null or t.until_at > p_at)
    and t.standing_number = (
        select max(n.standing_number) from subscription_standings as n
        where n.org_id = s.org_id and n.subscription_id = s.subscription_id
    );
    insert into subscription_standings (org_id, subscription_id, standing_number, standing, from_at, until_at, actor_id)
    select
        s.org_id, s.subscription_id, coalesce(max(n.standing_number), 0) + 1, p_standing,
        greatest(p_at, max(n.until_at)), case when p_until is not null then greatest(p_until, p_at, max(n.until_at)) end, coalesce(p_actor_id, session_user)
    from subscription_standings as n
    where n.org_id = s.org_id and n.subscription_id = s.subscription_id;
    s.standing := p_standing;
    s.standing_until := p_until;
    s.status := case p_standing when 'blocked' then 'past_due' when 'ended' then 'canceled' else p_standing end;
    s.grace_ends_at := case p_standing when 'past_due' then p_until when 'blocked' then coalesce(s.grace_ends_at, p_at) end;
    if p_standing = 'ended' then
        s.canceled_at := p_at;
        s.cancel_at := p_at;
    end if;
    return s;
end
$fn$;
comment on function enter_standing(organization_subscriptions, text, timestamptz, timestamptz, text) is 'The subscription at a new standing from p_at on: ends the row of the standing before, begins one, and sets the columns that copy it. p_until is the end where it is known (a grace, a trial). The caller holds the lock and stores the row.';
