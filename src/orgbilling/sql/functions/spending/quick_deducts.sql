create or replace function quick_deducts(
    p_items spend_item[], p_ordinals integer[], p_session_idle_s integer, p_now timestamptz
) returns setof spending_result
language plpgsql
as $fn$
declare
    v_now timestamptz := coalesce(p_now, clock_timestamp());
    v_ids uuid[] := uuids_v7(v_now, cardinality(p_items));
    v_numbers integer[];
    a record;
    c record;
    v_open uuid[];
    v_days date[];
    v_usage credit_usage_attribution[];
begin
    a := authorized_items(p_items, p_session_idle_s, v_now);
    v_numbers := array(select n from generate_subscripts(p_items, 1) as n where a.outcomes[n] is null);
    v_ids := claim_spending_keys(p_items, v_numbers, v_ids, v_now);
    if array_position(v_ids, null) is not null then
        v_numbers := array(select n from unnest(v_numbers) as n where v_ids[n] is not null);
    end if;
    select * into c from charge_members(p_items, v_numbers);

    -- The gate is in a statement of its own, which begins after the locks; so is the clock.
    v_now := coalesce(p_now, clock_timestamp());
    select array_agg(g.org_id), array_agg(g.day) into v_open, v_days
    from (select distinct i.org_id from unnest(p_items) as i) as o
    cross join lateral (select d.org_id, d.day from open_organizations(v_now) as d where d.org_id = o.org_id offset 0) as g;
    v_usage := array(
        select row(
            i.org_id, v_ids[t.n], v_now, g.day, i.user_id, trim_scale(i.credits), trim_scale(i.credits), 0, 0, t.period, t.seq,
            t.balance, t.remaining, i.service_type, i.service_name, i.request_key, null, i.api_cost_usd, i.markup_usd,
            coalesce(a.credential_ids[t.n], i.credential_id), coalesce(i.metadata, '{}')
        )::credit_usage_attribution
        from unnest(p_items) with ordinality as i
        inner join unnest(c.numbers, c.balances, c.remaining, c.periods, c.seqs) as t (n, balance, remaining, period, seq)
            on t.n = i.ordinality
        inner join unnest(v_open, v_days) as g (org_id, day) on g.org_id = i.org_id
    );
    if cardinality(v_usage) < cardinality(v_numbers) then
        perform undo_spending(p_items, array(
            select case when u.usage_id is null then o.id end
            from unnest(v_ids) with ordinality as o (id, n)
            left join unnest(v_usage) as u on u.usage_id = o.id
            order by o.n
        ), c.numbers);
    end if;
    if cardinality(v_usage) > 0 then
        perform post_usage(v_usage);
    end if;
    if a.stale is not null then
        perform note_credential_use((p_items[n]).org_id, (p_items[n]).credential_hash, v_now) from unnest(a.stale) as n;
    end if;
    return query
        select
            i.ordinal, case when u.usage_id is null then 'untried' else 'ok' end, u.usage_id, null::uuid, u.credits_used,
            u.remaining_credits, null::text, null::numeric, null::numeric, false, null::numeric, null::numeric, null::timestamptz,
            null::text, null::jsonb
        from unnest(p_ordinals, v_ids) as i (ordinal, id)
        left join unnest(v_usage) as u on u.usage_id = i.id;
end
$fn$;
comment on function quick_deducts(spend_item[], integer[], integer, timestamptz) is 'Deducts of one or more organizations for all of them together, at most 4,096. An item in whose way something stands (a credential that may not, a key that was taken, a gate that is closed, something due, an allocation that is limited, locked, too small for all that its member wants here, or crosses 90 %) is answered untried, and has left nothing behind: look at it closely, in another transaction.';
