create or replace function deduct_together(
    p_org_ids uuid[],
    p_keys text[],
    p_user_ids text[],
    p_credits numeric[],
    p_service_types text[],
    p_service_names text[],
    p_metadata jsonb[],
    p_api_costs_usd numeric[],
    p_markups_usd numeric[],
    p_credential_hashes bytea[],
    p_now timestamptz default null
) returns setof spending_result
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_count constant integer := cardinality(p_org_ids);
    v_now timestamptz := coalesce(p_now, clock_timestamp());
    v_credits numeric[];
    v_ids uuid[];
    v_credentials text[];
    v_stale integer[];
    -- The numbers of the items that nothing has stood in the way of so far, and place by place what is known of them.
    v_numbers integer[];
    v_claimed integer[];
    v_balances numeric[];
    v_lefts numeric[];
    v_periods integer[];
    v_seqs bigint[];
    v_days date[];
    v_inserted integer;
begin
    perform require_read_committed();
    v_credits := checked_spending_items(
        array_fill('deduct'::text, array[v_count]), p_keys, p_user_ids, p_credits, p_service_types, null, null,
        p_api_costs_usd, p_markups_usd
    );
    v_ids := uuids_v7(v_now, v_count);
    if p_credential_hashes is null then
        v_numbers := array(select n from generate_series(1, v_count) as n order by n);
    else
        select a.numbers, a.credential_ids, a.stale into v_numbers, v_credentials, v_stale
        from authorized_together(p_org_ids, p_user_ids, p_credential_hashes, v_now) as a;
        if v_numbers is null then
            return;
        end if;
    end if;

    -- Claimed in one order by every batch, so that twins wait and never deadlock.
    insert into credit_request_keys
    (org_id, request_key, verb, user_id, credits, service_type, service_name, result_id, created_at)
    select
        p_org_ids[c.n], p_keys[c.n], 'deduct', p_user_ids[c.n], v_credits[c.n], p_service_types[c.n], p_service_names[c.n],
        v_ids[c.n], v_now
    from unnest(v_numbers) as c (n)
    order by p_org_ids[c.n], p_keys[c.n] collate "C", c.n
    on conflict (org_id, request_key) do nothing;
    get diagnostics v_inserted = row_count;
    if v_inserted < cardinality(v_numbers) then
        v_numbers := array(
            select c.n
            from unnest(v_numbers) as c (n)
            inner join credit_request_keys as k
                on k.org_id = p_org_ids[c.n] and k.request_key = p_keys[c.n] and k.result_id = v_ids[c.n]
            order by c.n
        );
    end if;
    v_claimed := v_numbers;

    select c.numbers, c.balances, c.remaining, c.periods, c.seqs into v_numbers, v_balances, v_lefts, v_periods, v_seqs
    from charge_together(p_org_ids, p_user_ids, v_credits, v_claimed) as c;

    -- The gate is in a statement of its own, which begins after the locks; so is the clock.
    v_now := coalesce(p_now, clock_timestamp());
    if p_org_ids[1] = all(p_org_ids) then
        v_days := array_fill(
            (select g.day from open_organizations(v_now) as g where g.org_id = p_org_ids[1]),
            array[coalesce(cardinality(v_numbers), 0)]
        );
    else
        select array_agg(o.day order by i.place) into v_days
        from (
            select p_org_ids[c.n] as org_id, array_agg(c.place) as places
            from unnest(v_numbers) with ordinality as c (n, place)
            group by p_org_ids[c.n]
        ) as g
        left join lateral (
            select d.day from open_organizations(v_now) as d where d.org_id = g.org_id
            offset 0
        ) as o on true
        cross join lateral unnest(g.places) as i (place);
    end if;
    if array_position(v_days, null) is not null then
        -- Nobody has seen what was changed before a closed gate: it is ours alone until the commit.
        update user_credit_allocations as a
        set
            used_credits = a.used_credits - t.credits, cumulative_used_credits = a.cumulative_used_credits - t.credits,
            seq = a.seq - t.items
        from (
            select p_org_ids[c.n] as org_id, p_user_ids[c.n] as user_id, sum(v_credits[c.n]) as credits, count(*) as items
            from unnest(v_numbers, v_days) as c (n, day)
            where c.day is null
            group by p_org_ids[c.n], p_user_ids[c.n]
        ) as t
        where a.org_id = t.org_id and a.user_id = t.user_id;
        select
            array_agg(c.n order by c.n), array_agg(c.balance order by c.n), array_agg(c.remaining order by c.n),
            array_agg(c.period order by c.n), array_agg(c.seq order by c.n), array_agg(c.day order by c.n)
        into v_numbers, v_balances, v_lefts, v_periods, v_seqs, v_days
        from unnest(v_numbers, v_balances, v_lefts, v_periods, v_seqs, v_days) as c (n, balance, remaining, period, seq, day)
        where c.day is not null;
    end if;
    if cardinality(v_claimed) > coalesce(cardinality(v_numbers), 0) then
        delete from credit_request_keys as k using unnest(v_claimed) as c (n)
        where k.org_id = p_org_ids[c.n] and k.request_key = p_keys[c.n] and k.result_id = v_ids[c.n]
            and c.n <> all(coalesce(v_numbers, '{}'));
    end if;
    if v_numbers is null then
        return;
    end if;

    insert into credit_usage_attribution (
        org_id, usage_id, created_at, local_day, user_id, credits_used, charged_credits, period_number, allocation_seq,
        allocation_balance_after, remaining_credits, service_type, service_name, request_id, api_cost_usd, markup_usd,
        credential_id, request_metadata
    )
    select
        p_org_ids[c.n], v_ids[c.n], v_now, c.day, p_user_ids[c.n], v_credits[c.n], v_credits[c.n], c.period, c.seq,
        c.balance, c.remaining, p_service_types[c.n], p_service_names[c.n], p_keys[c.n], p_api_costs_usd[c.n], p_markups_usd[c.n],
        v_credentials[c.n], coalesce(p_metadata[c.n], '{}')
    from unnest(v_numbers, v_balances, v_lefts, v_periods, v_seqs, v_days) as c (n, balance, remaining, period, seq, day);
    insert into credit_usage_daily as d
    (org_id, day, user_id, service_type, service_name, credits, requests, api_cost_usd, markup_usd)
    select
        p_org_ids[c.n], c.day, p_user_ids[c.n], p_service_types[c.n], coalesce(p_service_names[c.n], ''), sum(v_credits[c.n]),
        count(*), coalesce(sum(p_api_costs_usd[c.n]), 0), coalesce(sum(p_markups_usd[c.n]), 0)
    from unnest(v_numbers, v_days) as c (n, day)
    group by p_org_ids[c.n], c.day, p_user_ids[c.n], p_service_types[c.n], coalesce(p_service_names[c.n], '')
    on conflict (org_id, day, user_id, service_type, service_name) do update set
        credits = d.credits + excluded.credits, requests = d.requests + excluded.requests,
        api_cost_usd = d.api_cost_usd + excluded.api_cost_usd, markup_usd = d.markup_usd + excluded.markup_usd;
    for i in 1..coalesce(cardinality(v_stale), 0) loop
        perform note_credential_use(p_org_ids[v_stale[i]], p_credential_hashes[v_stale[i]:v_stale[i]], v_now);
    end loop;
    return query
        select
            c.n, 'ok'::text, v_ids[c.n], null::uuid, v_credits[c.n], c.remaining, null::text, null::numeric, null::numeric,
            false, null::numeric, null::numeric, null::timestamptz
        from unnest(v_numbers, v_lefts) as c (n, remaining);
end
$fn$;
comment on function deduct_together(uuid[], text[], text[], numeric[], text[], text[], jsonb[], numeric[], numeric[], bytea[], timestamptz) is 'Many deducts of one or more organizations in one statement and one commit, for one PostgreSQL only: deduct_at_once for all of them together, at most 4,096. An item in whose way something stands (what deduct_at_once stops at, a session''s credential, an allocation that is locked or too small for all that its member wants here) has no answer here and has left nothing behind: spend it by spend_credits_many. Raises OB001 or OB002 for a malformed item, OB012 outside READ COMMITTED.';
