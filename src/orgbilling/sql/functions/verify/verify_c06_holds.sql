create or replace function verify_c06_holds() returns setof ledger_difference
language sql
stable
security definer
set search_path = public, pg_temp
as $fn$
    select 'C6 hold', h.org_id, h.hold_id::text,
        format('as its usage %s: %s, %s past every limit, %s remain', u.usage_id, u.credits_used, u.uncollected_credits, u.remaining_credits),
        format('%s %s: %s, %s past every limit, %s remain', h.status, h.usage_id, h.captured_credits, h.uncollected_credits, h.resolved_remaining_credits)
    from credit_holds as h
    inner join credit_usage_attribution as u on u.org_id = h.org_id and u.hold_id = h.hold_id
    where (h.usage_id, h.captured_credits, h.uncollected_credits, h.resolved_remaining_credits, h.resolved_at, h.user_id, h.request_key)
        is distinct from (u.usage_id, u.credits_used, u.uncollected_credits, u.remaining_credits, u.created_at, u.user_id, u.request_id)
        or u.credential_id <> h.credential_id or coalesce(h.service_type, u.service_type) <> u.service_type or coalesce(u.service_name, h.service_name) is distinct from u.service_name
    union all
    select 'C6 hold state', h.org_id, h.hold_id::text, 'what its status says',
        format('%s: resolved %s, captured %s, released %s', h.status, h.resolved_at, h.captured_credits, h.released_credits)
    from credit_holds as h
    where not coalesce(
        h.expires_at > h.created_at and coalesce(h.resolved_at >= h.created_at, true) and h.overage_credits = 0
        and (h.usage_id is not null) = (h.status = 'captured') and (h.resolved_at is null) = (h.status = 'open')
        and (h.is_late <= (h.status in ('captured', 'released'))) and h.resolved_at >= case when h.is_late then h.expires_at else h.created_at end
        and case h.status
            when 'captured' then
                h.released_credits = case when h.is_late then 0 else greatest(h.credits - h.captured_credits, 0) end
            when 'released' then
                h.released_credits = case when h.is_late then 0 else h.credits end and h.captured_credits is null
                and h.uncollected_credits is null and h.resolved_remaining_credits >= 0
            when 'expired' then h.released_credits = h.credits and h.captured_credits is null and h.resolved_at >= h.expires_at
        end,
        h.status = 'open'
        and num_nonnulls(h.resolved_at, h.usage_id, h.captured_credits, h.released_credits, h.uncollected_credits, h.resolved_remaining_credits) = 0
        and h.expires_at > h.created_at and h.overage_credits = 0 and not h.is_late
    )
    union all
    select 'C6 hold lasts', h.org_id, h.hold_id::text, 'at most a day from its making or its call''s last sign of life', h.expires_at::text
    from credit_holds as h
    left join gateway_calls as g on g.org_id = h.org_id and g.hold_id = h.hold_id
    where h.expires_at > greatest(h.created_at, g.journaled_at + interval '1 minute') + interval '1 day'
    union all
    select 'C6 credential', u.org_id, u.usage_id::text, 'a key of the organization, or a session', u.credential_id
    from credit_usage_attribution as u
    where u.credential_id is not null and u.credential_id not like 'session:%' and not exists (
        select 1 from api_keys as k where k.org_id = u.org_id and k.key_id::text = u.credential_id
    )
    union all
    select 'C6 overage', p.org_id, 'pool', 'off', format('%s, at most %s at %s', p.allow_overage, p.overage_limit, p.overage_rate_usd)
    from organization_credit_pools as p
    where p.allow_overage or p.overage_limit <> 0 or p.overage_rate_usd <> 0
    union all
    select 'C6 overage', u.org_id, u.usage_id::text, '0', u.overage_credits::text
    from credit_usage_attribution as u where u.overage_credits <> 0
    union all
    select 'C6 gateway call', g.org_id, g.hold_id::text, 'its hold and its price', coalesce(h.status, 'none')
    from gateway_calls as g
    left join credit_holds as h on h.org_id = g.org_id and h.hold_id = g.hold_id
    left join model_prices as m on m.price_id = g.price_id
    left join organization_model_prices as o on o.org_id = g.org_id and o.price_id = g.price_id
    left join upstream_model_prices as s on s.price_id = g.price_id
    where h.user_id is distinct from g.user_id or coalesce(m.price_id, o.price_id, s.price_id) is null or g.markup < 0 or (h.status = 'open' and g.settled_at is not null);
$fn$;
comment on function verify_c06_holds() is 'C6: a hold says what became of it, and its capture says the same; nothing is held of an overage, which nobody may spend yet.';
