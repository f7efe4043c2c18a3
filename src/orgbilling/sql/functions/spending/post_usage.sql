create or replace function post_usage(
    p_org_id uuid, p_ordinals integer[], p_usage_ids uuid[], p_user_ids text[], p_credits numeric[], p_charged numeric[],
    p_periods integer[], p_seqs bigint[], p_balances numeric[], p_remaining numeric[],
    p_service_types text[], p_service_names text[], p_request_ids text[], p_hold_ids uuid[], p_credential_ids text[],
    p_metadata jsonb[], p_api_costs_usd numeric[], p_markups_usd numeric[], p_day date, p_now timestamptz
) returns void
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
begin
    if cardinality(p_ordinals) = 1 then
        -- The same for one row, without the sets: starting a plan of joins costs more than the row.
        insert into credit_usage_attribution (
            org_id, usage_id, created_at, local_day, user_id, credits_used, charged_credits, uncollected_credits, period_number,
            allocation_seq, allocation_balance_after, remaining_credits, service_type, service_name, request_id, hold_id,
            credential_id, request_metadata, api_cost_usd, markup_usd
        ) values (
            p_org_id, p_usage_ids[1], p_now, p_day, p_user_ids[1], p_credits[1], p_charged[1], p_credits[1] - p_charged[1],
            p_periods[1], p_seqs[1], p_balances[1], p_remaining[1], p_service_types[1], p_service_names[1], p_request_ids[1],
            p_hold_ids[1], p_credential_ids[1], coalesce(p_metadata[p_ordinals[1]], '{}'), p_api_costs_usd[p_ordinals[1]],
            p_markups_usd[p_ordinals[1]]
        );
        insert into credit_usage_daily as d
        (org_id, day, user_id, service_type, service_name, credits, requests, api_cost_usd, markup_usd)
        values (
            p_org_id, p_day, p_user_ids[1], p_service_types[1], coalesce(p_service_names[1], ''), p_credits[1], 1,
            coalesce(p_api_costs_usd[p_ordinals[1]], 0), coalesce(p_markups_usd[p_ordinals[1]], 0)
        )
        on conflict (org_id, day, user_id, service_type, service_name) do update set
            credits = d.credits + excluded.credits, requests = d.requests + excluded.requests,
            api_cost_usd = d.api_cost_usd + excluded.api_cost_usd, markup_usd = d.markup_usd + excluded.markup_usd;
        return;
    end if;
    -- The arrays up to p_credential_ids are one a usage row; metadata and costs are one an item, found by ordinal.
    insert into credit_usage_attribution (
        org_id, usage_id, created_at, local_day, user_id, credits_used, charged_credits, uncollected_credits, period_number,
        allocation_seq, allocation_balance_after, remaining_credits, service_type, service_name, request_id, hold_id,
        credential_id, request_metadata, api_cost_usd, markup_usd
    )
    select
        p_org_id, w.usage_id, p_now, p_day, w.user_id, w.credits, w.charged, w.credits - w.charged, w.period,
        w.seq, w.balance, w.remaining, w.service_type, w.service_name, w.request_id, w.hold_id, w.credential_id,
        coalesce(p_metadata[w.n], '{}'), p_api_costs_usd[w.n], p_markups_usd[w.n]
    from unnest(
        p_ordinals, p_usage_ids, p_user_ids, p_credits, p_charged, p_periods, p_seqs, p_balances, p_remaining,
        p_service_types, p_service_names, p_request_ids, p_hold_ids, p_credential_ids
    ) as w (
        n, usage_id, user_id, credits, charged, period, seq, balance, remaining,
        service_type, service_name, request_id, hold_id, credential_id
    );
    insert into credit_usage_daily as d (org_id, day, user_id, service_type, service_name, credits, requests, api_cost_usd, markup_usd)
    select
        p_org_id, p_day, w.user_id, w.service_type, coalesce(w.service_name, ''), sum(w.credits), count(*),
        sum(coalesce(p_api_costs_usd[w.n], 0)), sum(coalesce(p_markups_usd[w.n], 0))
    from unnest(p_ordinals, p_user_ids, p_credits, p_service_types, p_service_names)
        as w (n, user_id, credits, service_type, service_name)
    group by w.user_id, w.service_type, coalesce(w.service_name, '')
    order by w.user_id collate "C", w.service_type, coalesce(w.service_name, '')
    on conflict (org_id, day, user_id, service_type, service_name) do update set
        credits = d.credits + excluded.credits, requests = d.requests + excluded.requests,
        api_cost_usd = d.api_cost_usd + excluded.api_cost_usd, markup_usd = d.markup_usd + excluded.markup_usd;
end
$fn$;
comment on function post_usage(uuid, integer[], uuid[], text[], numeric[], numeric[], integer[], bigint[], numeric[], numeric[], text[], text[], text[], uuid[], text[], jsonb[], numeric[], numeric[], date, timestamptz) is 'Inserts usage rows and adds them to the daily roll-up. Callers hold the locks of the allocations.';
