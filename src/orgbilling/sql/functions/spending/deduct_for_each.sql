create or replace function deduct_for_each(
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
    p_session_idle_s integer,
    p_now timestamptz default null
) returns setof spending_result
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_now timestamptz := coalesce(p_now, clock_timestamp());
    v_credits numeric[];
    -- What was claimed, by organization: the item's number, the id of its usage row, whose credential it is.
    v_numbers integer[];
    v_ids uuid[];
    v_credentials text[];
    v_stale integer[];
    -- What was changed, in the same order; null where somebody must look closer.
    v_balances numeric[];
    v_lefts numeric[];
    v_periods integer[];
    v_seqs bigint[];
    v_days date[];
begin
    perform require_read_committed();
    for i in 2..cardinality(p_org_ids) loop
        if p_org_ids[i] is null or p_org_ids[i] <= p_org_ids[i - 1] then
            raise exception 'organizations come once each, in the order of their ids' using errcode = 'OB001',
                detail = '{"field": "org_ids"}';
        end if;
    end loop;
    v_credits := checked_spending_items(
        array_fill('deduct'::text, array[cardinality(p_org_ids)]), p_keys, p_user_ids, p_credits, p_service_types, null, null,
        p_api_costs_usd, p_markups_usd
    );

    -- Whose credential is a key that may spend for this member (a session takes the longer look), and whose key is new.
    with item as materialized (
        select i.*, uuid_v7(v_now) as result_id, k.key_id::text as credential_id,
            k.key_id is not null and (k.last_used_at is null or k.last_used_at < v_now - interval '1 minute') as is_stale
        from unnest(p_org_ids, p_keys, p_user_ids, v_credits, p_service_types, p_service_names, p_credential_hashes)
            with ordinality as i (org_id, key, user_id, credits, service_type, service_name, hash, n)
        left join api_keys as k
            on k.org_id = i.org_id and k.key_hash = i.hash and k.revoked_at is null
            and (k.expires_at is null or k.expires_at > v_now) and 'spend' = any(k.scopes)
            and (
                k.kind = 'service'
                or k.user_id = i.user_id and exists (
                    select 1 from organization_members as m
                    inner join users as u on u.user_id = m.user_id and u.disabled_at is null
                    where m.org_id = i.org_id and m.user_id = i.user_id and m.status = 'active'
                )
            )
        where i.hash is null or k.key_id is not null
    ),
    claimed as (
        insert into credit_request_keys
        (org_id, request_key, verb, user_id, credits, service_type, service_name, result_id, created_at)
        select item.org_id, item.key, 'deduct', item.user_id, item.credits, item.service_type, item.service_name, item.result_id, v_now
        from item
        order by item.n
        on conflict (org_id, request_key) do nothing
        returning result_id
    )
    select
        array_agg(item.n order by item.n), array_agg(item.result_id order by item.n),
        array_agg(item.credential_id order by item.n), array_agg(item.n) filter (where item.is_stale)
    into v_numbers, v_ids, v_credentials, v_stale
    from item
    inner join claimed on claimed.result_id = item.result_id;
    if v_numbers is null then
        return;
    end if;

    -- An allocation that somebody has locked is left to the longer way: who holds the keys of many organizations waits for none.
    with changed as (
        update user_credit_allocations as a
        set
            used_credits = a.used_credits + l.credits, cumulative_used_credits = a.cumulative_used_credits + l.credits,
            seq = a.seq + 1
        from (
            select k.org_id, k.user_id, v_credits[c.n] as credits, c.place
            from unnest(v_numbers) with ordinality as c (n, place)
            inner join user_credit_allocations as k on k.org_id = p_org_ids[c.n] and k.user_id = p_user_ids[c.n]
            for no key update of k skip locked
        ) as l
        where a.org_id = l.org_id and a.user_id = l.user_id and a.is_active
            and a.used_credits + a.held_credits + l.credits <= a.allocated_credits
            and (a.used_credits + l.credits <= 0.9 * a.allocated_credits or a.used_credits > 0.9 * a.allocated_credits)
            and (a.next_reset_at is null or a.next_reset_at > coalesce(p_now, clock_timestamp()))
        returning
            l.place, a.allocated_credits - a.used_credits as balance,
            a.allocated_credits - a.used_credits - a.held_credits as remaining, a.period_number, a.seq
    )
    select
        array_agg(changed.balance order by c.place), array_agg(changed.remaining order by c.place),
        array_agg(changed.period_number order by c.place), array_agg(changed.seq order by c.place)
    into v_balances, v_lefts, v_periods, v_seqs
    from unnest(v_numbers) with ordinality as c (n, place)
    left join changed on changed.place = c.place;

    -- The gate is in this statement, which begins after the locks; so is the clock.
    v_now := coalesce(p_now, clock_timestamp());
    with posted as (
        insert into credit_usage_attribution (
            org_id, usage_id, created_at, local_day, user_id, credits_used, charged_credits, period_number, allocation_seq,
            allocation_balance_after, remaining_credits, service_type, service_name, request_id, api_cost_usd, markup_usd,
            credential_id, request_metadata
        )
        select
            o.org_id, v_ids[c.place], v_now, greatest(local_date(v_now, o.time_zone), o.usage_closed_through + 1), p_user_ids[c.n],
            v_credits[c.n], v_credits[c.n], v_periods[c.place], v_seqs[c.place], v_balances[c.place], v_lefts[c.place],
            p_service_types[c.n], p_service_names[c.n], p_keys[c.n], p_api_costs_usd[c.n], p_markups_usd[c.n],
            v_credentials[c.place], coalesce(p_metadata[c.n], '{}')
        from unnest(v_numbers) with ordinality as c (n, place)
        inner join organizations as o on o.org_id = p_org_ids[c.n] and o.status = 'active'
        inner join organization_subscriptions as s
            on s.org_id = o.org_id and (s.cancel_at is null or s.cancel_at > v_now)
            and (s.status in ('active', 'trialing') or (s.status = 'past_due' and s.grace_ends_at > v_now))
        where v_seqs[c.place] is not null
        returning usage_id, local_day
    )
    select array_agg(posted.local_day order by c.place) into v_days
    from unnest(v_ids) with ordinality as c (id, place)
    left join posted on posted.usage_id = c.id;

    if array_position(v_days, null) is not null then
        -- Nobody has seen what was changed before a closed gate: it is ours alone until the commit.
        update user_credit_allocations as a
        set
            used_credits = a.used_credits - v_credits[c.n], cumulative_used_credits = a.cumulative_used_credits - v_credits[c.n],
            seq = a.seq - 1
        from unnest(v_numbers) with ordinality as c (n, place)
        where a.org_id = p_org_ids[c.n] and a.user_id = p_user_ids[c.n] and v_seqs[c.place] is not null and v_days[c.place] is null;
        delete from credit_request_keys as k using unnest(v_numbers) with ordinality as c (n, place)
        where k.org_id = p_org_ids[c.n] and k.request_key = p_keys[c.n] and k.result_id = v_ids[c.place] and v_days[c.place] is null;
    end if;
    insert into credit_usage_daily as d
    (org_id, day, user_id, service_type, service_name, credits, requests, api_cost_usd, markup_usd)
    select
        p_org_ids[c.n], v_days[c.place], p_user_ids[c.n], p_service_types[c.n], coalesce(p_service_names[c.n], ''), v_credits[c.n],
        1, coalesce(p_api_costs_usd[c.n], 0), coalesce(p_markups_usd[c.n], 0)
    from unnest(v_numbers) with ordinality as c (n, place)
    where v_days[c.place] is not null
    on conflict (org_id, day, user_id, service_type, service_name) do update set
        credits = d.credits + excluded.credits, requests = d.requests + excluded.requests,
        api_cost_usd = d.api_cost_usd + excluded.api_cost_usd, markup_usd = d.markup_usd + excluded.markup_usd;
    for i in 1..coalesce(cardinality(v_stale), 0) loop
        perform note_credential_use(p_org_ids[v_stale[i]], p_credential_hashes[v_stale[i]:v_stale[i]], v_now);
    end loop;
    return query
        select
            c.n, 'ok'::text, v_ids[c.place], null::uuid, v_credits[c.n], v_lefts[c.place], null::text, null::numeric, null::numeric,
            false, null::numeric, null::numeric, null::timestamptz
        from unnest(v_numbers) with ordinality as c (n, place)
        where v_days[c.place] is not null;
end
$fn$;
comment on function deduct_for_each(uuid[], text[], text[], numeric[], text[], text[], jsonb[], numeric[], numeric[], bytea[], integer, timestamptz) is 'One deduct of each of several organizations, in one statement and one commit, for one PostgreSQL only: deduct_at_once for all of them together. Items come in the order of their organizations'' ids. An item in whose way something stands (what deduct_at_once stops at, or an allocation that is locked) has no answer here and has left nothing behind: spend it by spend_credits_many. Raises OB001 or OB002 for a malformed item or another order, OB012 outside READ COMMITTED.';
