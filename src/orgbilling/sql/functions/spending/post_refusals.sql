create or replace function post_refusals(b spending_batch, p_results spending_result[], p_refused integer[]) returns void
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_ids constant uuid[] := b.ids;
    v_credentials constant text[] := b.credential_ids;
begin
    with refused as materialized (
        select
            v_ids[i.ordinality] as id, v_credentials[i.ordinality] as credential_id, i.user_id, i.verb, i.service_type,
            i.service_name, r.blocked_by, r.needed_credits, r.available_credits, r.blocked_limit
        from unnest(b.items) with ordinality as i
        inner join unnest(p_results) as r on r.ordinal = b.ordinals[i.ordinality]
        where i.ordinality = any(p_refused)
    ),
    kept as (
        insert into credit_refusals
        (org_id, refusal_id, user_id, verb, blocked_by, needed_credits, available_credits, service_type, service_name, created_at, blocked_limit)
        select
            b.org_id, f.id, f.user_id, f.verb, f.blocked_by, f.needed_credits, f.available_credits, f.service_type, f.service_name, b.at, f.blocked_limit
        from refused as f
    ),
    audited as (
        insert into organization_audit_log (org_id, audit_id, occurred_at, event_type, actor_id, actor_kind, subject, details)
        select
            b.org_id, f.id, b.at, 'credit.deduction.failed',
            coalesce(regexp_replace(f.credential_id, '^session:', ''), session_user),
            case
                when f.credential_id is null then 'sql'
                when f.credential_id like 'session:%' then 'user'
                else coalesce((
                    select k.kind || '_key' from api_keys as k
                    where k.org_id = b.org_id and k.key_id::text = f.credential_id
                ), 'system')
            end,
            f.user_id,
            jsonb_build_object(
                'verb', f.verb, 'blocked_by', f.blocked_by, 'needed_credits', f.needed_credits,
                'available_credits', f.available_credits
            ) || limit_details(f.blocked_limit)
        from refused as f
    )
    insert into outbox (org_id, outbox_id, topic, payload, created_at)
    select b.org_id, uuid_v7(b.at), 'credit.deduction.failed', jsonb_build_object('user_id', f.user_id, 'refusals', count(*)), b.at
    from refused as f
    group by f.user_id;
end
$fn$;
comment on function post_refusals(spending_batch, spending_result[], integer[]) is 'Keeps the refusals among the items of a batch (by their places) with the ids of their keys, with one audit event each and one fact a member.';
