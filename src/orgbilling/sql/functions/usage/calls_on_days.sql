create or replace function calls_on_days(
    p_org_id uuid, p_user_id text, p_first_day date, p_last_day date, p_after_time timestamptz, p_after_id uuid
) returns table (
    created_at timestamptz, row_id uuid, user_id text, service_type text, service_name text, credits numeric, api_cost_usd numeric,
    markup_usd numeric, request_id text, kind text, refunded_credits numeric, metadata jsonb
)
language sql
stable
as $fn$
    -- By posting day, as every other figure of usage; the bound on the time only spares partitions.
    select
        u.created_at, u.usage_id, u.user_id, u.service_type, u.service_name, u.credits_used, u.api_cost_usd, u.markup_usd,
        u.request_id, 'usage'::text, 0::numeric, u.request_metadata
    from credit_usage_attribution as u
    where
        u.org_id = p_org_id and (p_user_id is null or u.user_id = p_user_id)
        and u.local_day between p_first_day and p_last_day and u.created_at >= midnight_of(p_first_day - 2, 'UTC')
        and (u.created_at, u.usage_id) < (
            coalesce(p_after_time, 'infinity'), coalesce(p_after_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
        )
$fn$;
comment on function calls_on_days(uuid, text, date, date, timestamptz, uuid) is 'The calls of an organization, or of one member of it, on local days, that are older than a row of the same list (null: all). It is written so that PostgreSQL puts it into the query that names it, which says how the rows are found.';
