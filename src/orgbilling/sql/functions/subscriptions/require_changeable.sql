create or replace function require_changeable(p_subscription organization_subscriptions) returns void
language plpgsql
immutable
as $fn$
begin
    if (p_subscription).status = 'canceled' then
        raise exception 'the subscription has ended' using errcode = 'OB022',
            detail = jsonb_build_object('subscription_status', 'canceled')::text;
    end if;
    if (p_subscription).status = 'paused' then
        raise exception 'the subscription is paused: resume it first' using errcode = 'OB022',
            detail = jsonb_build_object('subscription_status', 'paused')::text;
    end if;
end
$fn$;
comment on function require_changeable(organization_subscriptions) is 'Raises OB022 for a subscription that is canceled or paused.';
