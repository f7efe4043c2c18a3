create or replace function settled_usage(
    p_org_id uuid, p_user_id text, p_days integer, p_limit integer, p_now timestamptz default null
) returns jsonb
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_now timestamptz := settle_organization(p_org_id, p_now);
    v_is_behind boolean;
    v_first date;
    v_last date;
begin
    -- What is posted from now on is posted on this day or later; it is the organization's today, or the
    -- day after the last closed one where a change of zone turned the calendar back.
    select g.day, o.usage_closed_through < local_date(v_now, o.time_zone) - 2 into v_last, v_is_behind
    from organizations as o
    inner join spending_gate(v_now) as g on g.org_id = o.org_id
    where o.org_id = p_org_id;
    if not found then
        return null;
    end if;
    -- Without a worker the open days would pile up, and every read would sum them call by call.
    if v_is_behind then
        perform close_usage_days(p_org_id, v_now);
    end if;
    v_first := v_last - p_days + 1;
    return (
        select jsonb_build_object(
            'first_day', v_first, 'last_day', v_last, 'daily', d.days, 'services', s.services, 'users', u.users,
            'user_count', u.user_count
        )
        from (
            select
                jsonb_agg(
                    jsonb_build_object(
                        'date', x.day, 'credits', x.credits, 'requests', x.requests, 'refunded_credits', x.refunded_credits
                    ) order by x.day
                ) as days
            from organization_usage_days(p_org_id, p_user_id, v_first, v_last) as x
        ) as d
        cross join (
            select
                coalesce(
                    jsonb_agg(
                        jsonb_build_object('service_type', x.service_type, 'credits', x.credits)
                        order by x.credits desc, x.service_type
                    ), '[]'
                ) as services
            from organization_usage_services(p_org_id, p_user_id, v_first, v_last) as x
        ) as s
        cross join (
            select
                coalesce(
                    jsonb_agg(
                        jsonb_build_object(
                            'user_id', x.user_id, 'user_email', p.email, 'user_name', p.name, 'total_credits', x.credits,
                            'refunded_credits', x.refunded_credits, 'request_count', x.requests
                        ) order by x.credits desc, x.user_id
                    ), '[]'
                ) as users,
                coalesce(max(x.user_count), 0) as user_count
            from organization_usage_users(p_org_id, p_user_id, v_first, v_last, p_limit) as x
            inner join users as p on p.user_id = x.user_id
        ) as u
    );
end
$fn$;
comment on function settled_usage(uuid, text, integer, integer, timestamptz) is 'Usage, net of refunds, of an organization, or of one member, over today and the p_days - 1 days before, by day, service type and (p_limit at most) member, after closing what nobody has closed for days; null where there is no such organization.';
