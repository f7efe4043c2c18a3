create or replace function spend_items(
    p_org_id uuid,
    p_verbs text[],
    p_keys text[],
    p_user_ids text[],
    p_credits numeric[],
    p_service_types text[],
    p_service_names text[],
    p_metadata jsonb[],
    p_hold_ids uuid[],
    p_ttls_s integer[],
    p_api_costs_usd numeric[],
    p_markups_usd numeric[],
    p_credential_hashes bytea[],
    p_session_idle_s integer,
    p_now timestamptz
) returns setof spending_result
language plpgsql
as $fn$
declare
    v_count constant integer := cardinality(p_verbs);
    v_now timestamptz := coalesce(p_now, clock_timestamp());
    v_users text[] := p_user_ids;
    v_credential_ids text[];
    v_outcomes text[];
    v_stale boolean;
    v_ids uuid[];
    v_gate text;
    v_is_due boolean;
    v_day date;
    v_has_holds constant boolean := 'capture' = any(p_verbs) or 'release' = any(p_verbs);
    v_index integer[];
    v_short boolean;
    v_exhausted boolean := false;
    v_pool numeric;
    v_left numeric;
    x numeric;
    i integer;
    k integer;
    -- The locked allocations by user id, and how they were before; one element a member.
    v_members user_credit_allocations[];
    v_before user_credit_allocations[];
    m user_credit_allocations;
    -- The holds that captures and releases name, kept at the first item that names them.
    v_first integer[];
    v_holds credit_holds[];
    h credit_holds;
    -- Open holds past their time, which a member who would otherwise be refused gets back.
    v_expirable credit_holds[] := array[]::credit_holds[];
    -- Rows to write, and the answers.
    u credit_usage_attribution;
    r spending_result;
    v_usage credit_usage_attribution[] := array[]::credit_usage_attribution[];
    v_opened credit_holds[] := array[]::credit_holds[];
    v_resolved credit_holds[] := array[]::credit_holds[];
    v_moves credit_transfers[] := array[]::credit_transfers[];
    v_results spending_result[] := array[]::spending_result[];
    v_refused integer[] := array[]::integer[];
    v_stored integer[] := array[]::integer[];
    v_unclaimed text[] := array[]::text[];
begin
    -- Who asks, and for whom.
    if v_has_holds then
        select s.user_ids, s.first_items into v_users, v_first
        from hold_spenders(p_org_id, p_verbs, p_user_ids, p_hold_ids) as s;
    end if;
    if p_credential_hashes is not null then
        select s.credential_ids, s.outcomes, s.is_stale into v_credential_ids, v_outcomes, v_stale
        from authorized_spenders(p_org_id, p_verbs, v_users, p_credential_hashes, p_session_idle_s, v_now) as s;
    end if;

    -- Keys first, then allocations by user id: one order everywhere.
    v_ids := claim_spending_keys(
        p_org_id, p_verbs, p_keys, p_user_ids, p_credits, p_service_types, p_service_names, v_outcomes, v_now
    );
    v_members := lock_spenders(p_org_id, v_users);
    v_before := v_members;
    v_now := coalesce(p_now, clock_timestamp());

    -- The gate, in a statement of its own after the locks.
    select g.blocked_by, g.day, g.is_due into v_gate, v_day, v_is_due from spending_gate(v_now) as g where g.org_id = p_org_id;
    if not found then
        raise exception 'no such organization' using errcode = 'OB004';
    elsif v_is_due then
        -- Settled first, by whoever asked, in a transaction of its own; nothing is left behind here but the locks.
        delete from credit_request_keys where org_id = p_org_id and result_id = any(v_ids) and request_key = any(p_keys);
        return query
            select
                n, 'due'::text, null::uuid, p_hold_ids[n], null::numeric, null::numeric, null::text, null::numeric,
                null::numeric, false, null::numeric, null::numeric, null::timestamptz
            from generate_series(1, v_count) as n;
        return;
    end if;

    -- Which locked allocation each item is about, and whether somebody may fall short.
    if v_count = 1 then
        m := v_members[1];
        v_index := array[case when m.user_id is not null then 1 end];
        v_short := p_verbs[1] in ('deduct', 'reserve') and p_credits[1] > m.allocated_credits - m.used_credits - m.held_credits;
    else
        select s.indexes, s.is_short into v_index, v_short
        from indexed_spenders(p_verbs, v_users, p_credits, v_members) as s;
    end if;
    if v_has_holds then
        v_holds := named_holds(p_org_id, p_verbs, p_hold_ids);
    end if;
    if v_short then
        v_expirable := expirable_holds(p_org_id, v_members, v_now);
        if owes_members(v_members) then
            select p.available_credits into v_pool from organization_credit_pools as p where p.org_id = p_org_id for no key update;
        end if;
    end if;

    for n in 1..v_count loop
        r := row(n, v_outcomes[n], null, p_hold_ids[n], null, null, null, null, null, false, null, null, null);
        i := v_index[n];
        m := v_members[i];
        x := p_credits[n];
        if r.outcome is not null then
            null;
        elsif p_verbs[n] in ('deduct', 'reserve') then
            r.hold_id := null;
            if v_ids[n] is null and p_keys[n] <> all(v_unclaimed) then
                v_stored := v_stored || n;
                continue;
            end if;
            if i is null then
                perform 1 from organization_members
                where org_id = p_org_id and user_id = p_user_ids[n] and status = 'active';
                if not found then
                    r.outcome := 'member_not_found';
                    v_unclaimed := v_unclaimed || p_keys[n];
                    v_results := v_results || r;
                    continue;
                end if;
            end if;
            if v_ids[n] is null then
                -- The first of these twins was for nobody and leaves no answer to repeat.
                r.outcome := 'key_conflict';
                v_results := v_results || r;
                continue;
            end if;
            v_left := coalesce(m.allocated_credits - m.used_credits - m.held_credits, 0);
            if x > v_left and v_gate is null and m.is_active then
                -- Expired holds go back only now, when the member would otherwise be refused.
                for k in 1..cardinality(v_expirable) loop
                    h := v_expirable[k];
                    exit when x <= v_left;
                    continue when h.user_id <> m.user_id or h.status <> 'open';
                    -- A capture that came earlier in this batch was first.
                    continue when h.hold_id in (select d.hold_id from unnest(v_resolved) as d);
                    h.status := 'expired';
                    h.resolved_at := v_now;
                    h.released_credits := h.credits;
                    v_expirable[k] := h;
                    v_resolved := v_resolved || h;
                    if v_has_holds then
                        v_holds := with_hold(v_holds, h);
                    end if;
                    m.held_credits := m.held_credits - h.credits;
                    v_left := free_above_target(m);
                    if v_left > 0 then
                        m.allocated_credits := m.allocated_credits - v_left;
                        m.seq := m.seq + 1;
                        v_pool := v_pool + v_left;
                        v_moves := v_moves || pool_move('return', m, v_left);
                    end if;
                    v_left := m.allocated_credits - m.used_credits - m.held_credits;
                end loop;
                if x > v_left and m.refill_due_credits > 0 and v_pool > 0 then
                    v_left := least(m.refill_due_credits, v_pool);
                    m.allocated_credits := m.allocated_credits + v_left;
                    m.refill_due_credits := m.refill_due_credits - v_left;
                    m.seq := m.seq + 1;
                    v_pool := v_pool - v_left;
                    v_moves := v_moves || pool_move('top_up', m, v_left);
                    v_left := m.allocated_credits - m.used_credits - m.held_credits;
                end if;
                v_members[i] := m;
            end if;
            if v_gate is not null or i is null or not m.is_active or x > v_left then
                r.outcome := 'refused';
                r.blocked_by := coalesce(v_gate, 'allocation');
                r.needed_credits := x;
                r.available_credits := case when v_gate is null and m.is_active then v_left else 0 end;
                r.remaining_credits := r.available_credits;
                v_refused := v_refused || n;
            elsif p_verbs[n] = 'reserve' then
                m.held_credits := m.held_credits + x;
                v_members[i] := m;
                r.outcome := 'ok';
                r.hold_id := v_ids[n];
                r.credits := x;
                r.remaining_credits := v_left - x;
                r.expires_at := v_now + make_interval(secs => coalesce(p_ttls_s[n], 600));
                h := null;
                h.org_id := p_org_id;
                h.hold_id := v_ids[n];
                h.user_id := m.user_id;
                h.credits := x;
                h.overage_credits := 0;
                h.status := 'open';
                h.is_late := false;
                h.service_type := p_service_types[n];
                h.service_name := p_service_names[n];
                h.request_key := p_keys[n];
                h.credential_id := v_credential_ids[n];
                h.remaining_credits := v_left - x;
                h.expires_at := r.expires_at;
                h.created_at := v_now;
                v_opened := v_opened || h;
            else
                m.used_credits := m.used_credits + x;
                m.cumulative_used_credits := m.cumulative_used_credits + x;
                m.seq := m.seq + 1;
                v_members[i] := m;
                v_exhausted := v_exhausted or m.used_credits > 0.9 * m.allocated_credits;
                r.outcome := 'ok';
                r.usage_id := v_ids[n];
                r.credits := x;
                r.remaining_credits := v_left - x;
                u := usage_row(m, v_ids[n], x, x, v_day, v_now);
                u.service_type := p_service_types[n];
                u.service_name := p_service_names[n];
                u.request_id := p_keys[n];
                u.credential_id := v_credential_ids[n];
                u.request_metadata := coalesce(p_metadata[n], '{}');
                u.api_cost_usd := p_api_costs_usd[n];
                u.markup_usd := p_markups_usd[n];
                v_usage := v_usage || u;
            end if;
        else
            -- Captures and releases: never gated, keyed by their hold.
            k := v_first[n];
            h := v_holds[k];
            if h.hold_id is null then
                r.outcome := 'hold_not_found';
            elsif p_credential_hashes[n] is not null and h.credential_id is distinct from v_credential_ids[n] then
                r.outcome := 'hold_of_another_credential';
            elsif p_verbs[n] = 'release' and h.status in ('released', 'expired') then
                r.outcome := 'ok';
                r.released_credits := coalesce(h.released_credits, 0);
                r.remaining_credits := coalesce(
                    h.resolved_remaining_credits, m.allocated_credits - m.used_credits - m.held_credits
                );
                r.replayed := h.status = 'released';
            elsif p_verbs[n] = 'capture' and h.status = 'captured' and h.captured_credits = x then
                r.outcome := 'ok';
                r.usage_id := h.usage_id;
                r.credits := h.captured_credits;
                r.released_credits := h.released_credits;
                r.uncollected_credits := h.uncollected_credits;
                r.remaining_credits := h.resolved_remaining_credits;
                r.replayed := true;
            elsif h.status in ('captured', 'released') then
                r.outcome := 'hold_already_resolved';
            else
                x := case when p_verbs[n] = 'capture' then x else 0 end;
                h.is_late := h.status = 'expired';
                h.released_credits := case when h.is_late then 0 else greatest(h.credits - x, 0) end;
                if not h.is_late then
                    m.held_credits := m.held_credits - h.credits;
                end if;
                if p_verbs[n] = 'capture' then
                    -- Past the hold it takes what remains, and past that it is owed.
                    v_left := least(x, m.allocated_credits - m.used_credits - m.held_credits);
                    m.used_credits := m.used_credits + v_left;
                    m.cumulative_used_credits := m.cumulative_used_credits + v_left;
                    m.seq := m.seq + 1;
                    v_exhausted := v_exhausted or m.used_credits > 0.9 * m.allocated_credits;
                    h.usage_id := uuid_v7(v_now);
                    h.captured_credits := x;
                    h.uncollected_credits := x - v_left;
                    u := usage_row(m, h.usage_id, x, v_left, v_day, v_now);
                end if;
                -- What is now free above the target goes back to the pool.
                v_left := free_above_target(m);
                if v_left > 0 then
                    m.allocated_credits := m.allocated_credits - v_left;
                    m.seq := m.seq + 1;
                    v_pool := v_pool + v_left;
                    v_moves := v_moves || pool_move('return', m, v_left);
                end if;
                v_members[i] := m;
                h.status := case when p_verbs[n] = 'capture' then 'captured' else 'released' end;
                h.resolved_at := v_now;
                h.resolved_remaining_credits := m.allocated_credits - m.used_credits - m.held_credits;
                v_holds[k] := h;
                v_resolved := v_resolved || h;
                r.outcome := 'ok';
                r.usage_id := h.usage_id;
                r.credits := h.captured_credits;
                r.released_credits := h.released_credits;
                r.uncollected_credits := h.uncollected_credits;
                r.remaining_credits := h.resolved_remaining_credits;
                if p_verbs[n] = 'capture' then
                    u.remaining_credits := r.remaining_credits;
                    u.service_type := coalesce(h.service_type, p_service_types[n], 'unspecified');
                    u.service_name := coalesce(p_service_names[n], h.service_name);
                    u.request_id := h.request_key;
                    u.hold_id := h.hold_id;
                    u.credential_id := v_credential_ids[n];
                    u.request_metadata := coalesce(p_metadata[n], '{}');
                    u.api_cost_usd := p_api_costs_usd[n];
                    u.markup_usd := p_markups_usd[n];
                    v_usage := v_usage || u;
                end if;
            end if;
        end if;
        v_results := v_results || r;
    end loop;

    -- Writes, in lock order: allocations, pool, holds, inserts.
    if cardinality(v_unclaimed) > 0 then
        delete from credit_request_keys where org_id = p_org_id and request_key = any(v_unclaimed) and result_id = any(v_ids);
    end if;
    if cardinality(v_usage) > 0 or cardinality(v_opened) > 0 or cardinality(v_resolved) > 0 or cardinality(v_moves) > 0 then
        perform store_spenders(v_members);
    end if;
    if cardinality(v_moves) > 0 then
        perform post_pool_moves(p_org_id, v_moves, 0, 'system', 'settled by a spend', null, v_now);
    end if;
    if cardinality(v_resolved) > 0 then
        perform resolve_holds(v_resolved);
    end if;
    if cardinality(v_opened) > 0 then
        insert into credit_holds select o.* from unnest(v_opened) as o;
    end if;
    if cardinality(v_usage) > 0 then
        perform post_usage(v_usage);
        if v_exhausted or v_has_holds then
            perform note_spending(p_org_id, v_before, v_members, v_usage, v_now);
        end if;
    end if;
    if cardinality(v_refused) > 0 then
        perform post_refusals(p_org_id, v_results, v_refused, v_ids, p_user_ids, p_verbs, p_service_types, p_service_names, v_credential_ids, v_now);
    end if;
    if v_stale then
        perform note_credential_use(p_org_id, p_credential_hashes, v_now);
    end if;
    if v_count = 1 and cardinality(v_stored) = 0 then
        return next r;
        return;
    end if;
    if cardinality(v_stored) = 0 then
        return query select o.* from unnest(v_results) as o;
        return;
    end if;
    return query
        select a.* from (
            select o.* from unnest(v_results) as o
            union all
            select s.* from stored_spending_results(
                p_org_id, v_stored, p_verbs, p_keys, p_user_ids, p_credits, p_service_types, p_service_names
            ) as s
        ) as a
        order by a.ordinal;
end
$fn$;
comment on function spend_items(uuid, text[], text[], text[], numeric[], text[], text[], jsonb[], uuid[], integer[], numeric[], numeric[], bytea[], integer, timestamptz) is 'Spends checked items of one organization: keys are claimed in byte order, allocations locked by user id, what is due is settled, then items are admitted greedily, in order of arrival. A refusal is an answer and is kept with its key. Raises OB004 for an unknown organization.';
