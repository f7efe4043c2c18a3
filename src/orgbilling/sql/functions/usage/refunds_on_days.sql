create or replace function refunds_on_days(
    p_org_id uuid, p_user_id text, p_first_day date, p_last_day date, p_after_time timestamptz, p_after_id uuid
) returns table (
    created_at timestamptz, row_id uuid, user_id text, service_type text, service_name text, credits numeric, api_cost_usd numeric,
    markup_usd numeric, request_id text, kind text, refunded_credits numeric, metadata jsonb
)
language sql
stable
as $fn$
    select
        r.created_at, r.refund_id, r.user_id, u.service_type, u.service_name, -r.credits, null::numeric, null::numeric,
        u.request_id, 'refund'::text, r.credits, u.request_metadata
    from credit_usage_refunds as r
    cross join lateral usage_by_id(r.org_id, r.usage_id) as u
    where
        r.org_id = p_org_id and (p_user_id is null or r.user_id = p_user_id)
        and r.local_day between p_first_day and p_last_day
        and (r.created_at, r.refund_id) < (
            coalesce(p_after_time, 'infinity'), coalesce(p_after_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
        )
$fn$;
comment on function refunds_on_days(uuid, text, date, date, timestamptz, uuid) is 'The refunds beside calls_on_days, in its shape: each with what its call was, and its credits below 0. It is written so that PostgreSQL puts it into the query that names it.';
