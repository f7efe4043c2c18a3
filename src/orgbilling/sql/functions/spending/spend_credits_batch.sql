create or replace function spend_credits_batch(
    p_org_id uuid,
    p_verbs text[],
    p_keys text[],
    p_user_ids text[],
    p_credits numeric[],
    p_service_types text[],
    p_service_names text[],
    p_metadata jsonb[] default null,
    p_hold_ids uuid[] default null,
    p_ttls_s integer[] default null,
    p_api_costs_usd numeric[] default null,
    p_markups_usd numeric[] default null,
    p_credential_hashes bytea[] default null,
    p_session_idle_s integer default 86400,
    p_now timestamptz default null
) returns setof spending_result
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_count constant integer := coalesce(cardinality(p_verbs), 0);
    v_now timestamptz := coalesce(p_now, clock_timestamp());
    v_credits numeric[];
    v_item_users text[] := p_user_ids;
    v_credential_ids text[];
    v_outcomes text[] := array_fill(null::text, array[v_count]);
    v_ids uuid[];
    v_index integer[];
    v_gate text;
    v_day date;
    v_has_holds boolean := 'capture' = any(p_verbs) or 'release' = any(p_verbs);
    v_stored integer[] := '{}';
    v_unclaimed text[] := '{}';
    i integer;
    k integer;
    x numeric;
    v_left numeric;
    v_reached text;
    v_row record;
    -- The locked allocations, one element a member: LEDGER's A, U, H, T, D, cumulative use, n, seq.
    u_id text[];
    u_a numeric[];
    u_u numeric[];
    u_u0 numeric[];
    u_h numeric[];
    u_t numeric[];
    u_d numeric[];
    u_cum numeric[];
    u_n integer[];
    u_seq bigint[];
    u_next timestamptz[];
    u_active boolean[];
    v_short boolean;
    v_exhausted boolean := false;
    v_pool numeric;
    v_pool_read boolean := false;
    -- The holds that captures and releases name, kept at the first item that names them.
    h_ref integer[];
    h_status text[];
    h_credits numeric[];
    h_credential text[];
    h_type text[];
    h_name text[];
    h_key text[];
    h_usage uuid[];
    h_captured numeric[];
    h_released numeric[];
    h_uncollected numeric[];
    h_remaining numeric[];
    h_late boolean[];
    h_changed integer[] := '{}';
    -- Expired holds that may be swept for a member who would otherwise be refused.
    e_hold uuid[] := '{}';
    e_user integer[];
    e_credits numeric[];
    e_gone uuid[] := '{}';
    -- Answers.
    r_credits numeric[] := array_fill(null::numeric, array[v_count]);
    r_remaining numeric[] := array_fill(null::numeric, array[v_count]);
    r_blocked text[] := array_fill(null::text, array[v_count]);
    r_available numeric[] := array_fill(null::numeric, array[v_count]);
    r_released numeric[] := array_fill(null::numeric, array[v_count]);
    r_uncollected numeric[] := array_fill(null::numeric, array[v_count]);
    r_usage uuid[] := array_fill(null::uuid, array[v_count]);
    r_hold uuid[] := array_fill(null::uuid, array[v_count]);
    r_replayed boolean[] := array_fill(false, array[v_count]);
    r_expires timestamptz[] := array_fill(null::timestamptz, array[v_count]);
    -- Rows to write: usage, new holds, refusals, and movements between allocations and the pool.
    w_n integer[] := '{}';
    w_id uuid[] := '{}';
    w_user text[] := '{}';
    w_credits numeric[] := '{}';
    w_charged numeric[] := '{}';
    w_period integer[] := '{}';
    w_seq bigint[] := '{}';
    w_balance numeric[] := '{}';
    w_remaining numeric[] := '{}';
    w_type text[] := '{}';
    w_name text[] := '{}';
    w_request text[] := '{}';
    w_hold uuid[] := '{}';
    w_credential text[] := '{}';
    n_hold integer[] := '{}';
    n_refused integer[] := '{}';
    m_user text[] := '{}';
    m_kind text[] := '{}';
    m_amount numeric[] := '{}';
    m_seq bigint[] := '{}';
    m_balance numeric[] := '{}';
begin
    if v_count = 0 then
        return;
    end if;
    perform require_read_committed();
    v_credits := checked_spending_items(
        p_verbs, p_keys, p_user_ids, p_credits, p_service_types, p_hold_ids, p_ttls_s, p_api_costs_usd, p_markups_usd
    );

    -- Who asks, and for whom. A hold's member never changes, so that it is read before any lock.
    if v_has_holds then
        select
            array_agg(coalesce(h.user_id, case when o.verb in ('deduct', 'reserve') then o.user_id end) order by o.n),
            array_agg(min_n order by o.n)
        into v_item_users, h_ref
        from (
            select x2.*, min(x2.n) over (partition by x2.hold_id) as min_n
            from unnest(p_verbs, p_user_ids, p_hold_ids) with ordinality as x2 (verb, user_id, hold_id, n)
        ) as o
        left join credit_holds as h on h.org_id = p_org_id and h.hold_id = o.hold_id and o.verb in ('capture', 'release');
    end if;
    v_credential_ids := array_fill(null::text, array[v_count]);
    if p_credential_hashes is not null then
        select
            array_agg(c.credential_id order by c.ordinal),
            array_agg(case
                when p_credential_hashes[c.ordinal] is null then null
                when c.outcome is not null then c.outcome
                when c.own_user_id <> v_item_users[c.ordinal] then
                    case when p_verbs[c.ordinal] in ('deduct', 'reserve') then 'forbidden' else 'hold_of_another_credential' end
            end order by c.ordinal)
        into v_credential_ids, v_outcomes
        from resolve_credentials(p_org_id, p_credential_hashes, p_session_idle_s, v_now) as c;
    end if;

    -- Keys first, then allocations by user id: one order everywhere.
    if p_keys is not null then
        v_ids := claim_spending_keys(
            p_org_id, p_verbs, p_keys, p_user_ids, v_credits, p_service_types, p_service_names, v_outcomes, v_now
        );
    end if;
    for k in 1..3 loop
        if v_count = 1 then
            select
                array[l.user_id], array[l.allocated_credits], array[l.used_credits], array[l.held_credits],
                array[l.target_credits], array[l.refill_due_credits], array[l.cumulative_used_credits], array[l.period_number],
                array[l.seq], array[l.next_reset_at], array[l.is_active]
            into u_id, u_a, u_u, u_h, u_t, u_d, u_cum, u_n, u_seq, u_next, u_active
            from user_credit_allocations as l
            where l.org_id = p_org_id and l.user_id = v_item_users[1]
            for no key update;
        else
            select
                array_agg(l.user_id), array_agg(l.allocated_credits), array_agg(l.used_credits), array_agg(l.held_credits),
                array_agg(l.target_credits), array_agg(l.refill_due_credits), array_agg(l.cumulative_used_credits),
                array_agg(l.period_number), array_agg(l.seq), array_agg(l.next_reset_at), array_agg(l.is_active)
            into u_id, u_a, u_u, u_h, u_t, u_d, u_cum, u_n, u_seq, u_next, u_active
            from (
                select * from user_credit_allocations
                where org_id = p_org_id and user_id = any(v_item_users)
                order by user_id for no key update
            ) as l;
        end if;
        v_now := coalesce(p_now, clock_timestamp());
        exit when u_id is null or not coalesce(v_now >= any(u_next), false);
        perform settle_allocations(p_org_id, u_id, v_now);
    end loop;
    u_u0 := u_u;

    -- The gate, in a statement of its own after the locks.
    select
        case
            when o.status <> 'active' then 'organization'
            when s.org_id is null then 'subscription'
        end,
        greatest(local_date(v_now, o.time_zone), o.usage_closed_through + 1)
    into v_gate, v_day
    from organizations as o
    left join organization_subscriptions as s
        on s.org_id = o.org_id and (s.cancel_at is null or s.cancel_at > v_now)
        and (s.status in ('active', 'trialing') or (s.status = 'past_due' and s.grace_ends_at > v_now))
    where o.org_id = p_org_id;
    if not found then
        raise exception 'no such organization' using errcode = 'OB004';
    end if;

    -- Which locked allocation each item is about, and whether somebody may fall short.
    if v_count = 1 then
        v_index := array[case when u_id is not null then 1 end];
        v_short := u_id is not null and p_verbs[1] in ('deduct', 'reserve') and v_credits[1] > u_a[1] - u_u[1] - u_h[1];
    else
        select
            array_agg(j.i order by j.n),
            bool_or(j.demand > u_a[j.i] - u_u[j.i] - u_h[j.i])
        into v_index, v_short
        from (
            select
                y.n, l.i, sum(v_credits[y.n]) filter (where p_verbs[y.n] in ('deduct', 'reserve')) over (partition by l.i) as demand
            from unnest(v_item_users) with ordinality as y (user_id, n)
            left join unnest(u_id) with ordinality as l (user_id, i) on l.user_id = y.user_id
        ) as j;
    end if;
    if v_has_holds then
        select
            array_agg(h.status order by o.n), array_agg(h.credits::numeric order by o.n), array_agg(h.credential_id order by o.n),
            array_agg(h.service_type order by o.n), array_agg(h.service_name order by o.n), array_agg(h.request_key order by o.n),
            array_agg(h.usage_id order by o.n), array_agg(h.captured_credits::numeric order by o.n),
            array_agg(h.released_credits::numeric order by o.n), array_agg(h.uncollected_credits::numeric order by o.n),
            array_agg(h.resolved_remaining_credits::numeric order by o.n), array_agg(h.is_late order by o.n)
        into h_status, h_credits, h_credential, h_type, h_name, h_key, h_usage, h_captured, h_released, h_uncollected, h_remaining, h_late
        from unnest(p_verbs, p_hold_ids) with ordinality as o (verb, hold_id, n)
        left join credit_holds as h on h.org_id = p_org_id and h.hold_id = o.hold_id and o.verb in ('capture', 'release');
    end if;
    if v_short then
        select array_agg(h.hold_id order by h.hold_id), array_agg(l.i order by h.hold_id), array_agg(h.credits::numeric order by h.hold_id)
        into e_hold, e_user, e_credits
        from unnest(u_id) with ordinality as l (user_id, i)
        join credit_holds as h on h.org_id = p_org_id and h.user_id = l.user_id and h.status = 'open' and h.expires_at <= v_now;
        if (select bool_or(d > 0) from unnest(u_d) as d) then
            v_pool := refresh_pool(p_org_id, v_now);
            v_pool_read := true;
        end if;
    end if;

    for n in 1..v_count loop
        i := v_index[n];
        if v_outcomes[n] is not null then
            continue;
        end if;
        if p_verbs[n] in ('deduct', 'reserve') then
            if v_ids[n] is null then
                v_stored := v_stored || n;
                continue;
            end if;
            if i is null then
                perform 1 from organization_members
                where org_id = p_org_id and user_id = p_user_ids[n] and status = 'active';
                if not found then
                    v_outcomes[n] := 'member_not_found';
                    v_unclaimed := v_unclaimed || p_keys[n];
                    continue;
                end if;
            end if;
            x := v_credits[n];
            v_left := coalesce(u_a[i] - u_u[i] - u_h[i], 0);
            if x > v_left and v_gate is null and u_active[i] then
                -- Expired holds go back only now, when the member would otherwise be refused.
                for k in 1..coalesce(cardinality(e_hold), 0) loop
                    exit when x <= v_left;
                    continue when e_user[k] <> i or e_hold[k] = any(e_gone) or (
                        v_has_holds and exists (
                            select 1 from unnest(h_changed) as c (j) where p_hold_ids[c.j] = e_hold[k]
                        )
                    );
                    e_gone := e_gone || e_hold[k];
                    if v_has_holds then
                        for j in 1..v_count loop
                            if p_hold_ids[j] = e_hold[k] then
                                h_status[j] := 'expired';
                            end if;
                        end loop;
                    end if;
                    u_h[i] := u_h[i] - e_credits[k];
                    v_left := least(u_a[i] - u_u[i] - u_h[i], u_a[i] + u_d[i] - u_t[i]);
                    if v_left > 0 then
                        u_a[i] := u_a[i] - v_left;
                        u_seq[i] := u_seq[i] + 1;
                        m_user := m_user || u_id[i];
                        m_kind := m_kind || 'return'::text;
                        m_amount := m_amount || v_left;
                        m_seq := m_seq || u_seq[i];
                        m_balance := m_balance || (u_a[i] - u_u[i]);
                        v_pool := v_pool + v_left;
                    end if;
                    v_left := u_a[i] - u_u[i] - u_h[i];
                end loop;
                if x > v_left and v_pool_read and u_d[i] > 0 and v_pool > 0 then
                    u_a[i] := u_a[i] + least(u_d[i], v_pool);
                    u_seq[i] := u_seq[i] + 1;
                    m_user := m_user || u_id[i];
                    m_kind := m_kind || 'top_up'::text;
                    m_amount := m_amount || least(u_d[i], v_pool);
                    m_seq := m_seq || u_seq[i];
                    m_balance := m_balance || (u_a[i] - u_u[i]);
                    v_left := least(u_d[i], v_pool);
                    u_d[i] := u_d[i] - v_left;
                    v_pool := v_pool - v_left;
                    v_left := u_a[i] - u_u[i] - u_h[i];
                end if;
            end if;
            if v_gate is not null or i is null or not u_active[i] or x > v_left then
                v_outcomes[n] := 'refused';
                r_blocked[n] := coalesce(v_gate, 'allocation');
                r_available[n] := case when v_gate is null and u_active[i] then v_left else 0 end;
                r_remaining[n] := r_available[n];
                n_refused := n_refused || n;
            elsif p_verbs[n] = 'reserve' then
                u_h[i] := u_h[i] + x;
                v_outcomes[n] := 'ok';
                r_credits[n] := x;
                r_hold[n] := v_ids[n];
                r_remaining[n] := v_left - x;
                r_expires[n] := v_now + make_interval(secs => coalesce(p_ttls_s[n], 600));
                n_hold := n_hold || n;
            else
                u_u[i] := u_u[i] + x;
                u_cum[i] := u_cum[i] + x;
                u_seq[i] := u_seq[i] + 1;
                v_outcomes[n] := 'ok';
                r_credits[n] := x;
                r_usage[n] := v_ids[n];
                r_remaining[n] := v_left - x;
                w_n := w_n || n;
                w_id := w_id || v_ids[n];
                w_user := w_user || u_id[i];
                w_credits := w_credits || x;
                w_charged := w_charged || x;
                w_period := w_period || u_n[i];
                w_seq := w_seq || u_seq[i];
                w_balance := w_balance || (u_a[i] - u_u[i]);
                w_remaining := w_remaining || (v_left - x);
                v_exhausted := v_exhausted or u_u[i] > 0.9 * u_a[i];
                w_type := w_type || p_service_types[n];
                w_name := w_name || p_service_names[n];
                w_request := w_request || p_keys[n];
                w_hold := w_hold || null::uuid;
                w_credential := w_credential || v_credential_ids[n];
            end if;
            continue;
        end if;

        -- Captures and releases: never gated, keyed by their hold.
        k := h_ref[n];
        r_hold[n] := p_hold_ids[n];
        if h_status[k] is null then
            v_outcomes[n] := 'hold_not_found';
        elsif p_credential_hashes is not null and p_credential_hashes[n] is not null
            and h_credential[k] is distinct from v_credential_ids[n] then
            v_outcomes[n] := 'hold_of_another_credential';
        elsif p_verbs[n] = 'release' and h_status[k] in ('released', 'expired') then
            v_outcomes[n] := 'ok';
            r_released[n] := coalesce(h_released[k], 0);
            r_remaining[n] := coalesce(h_remaining[k], u_a[i] - u_u[i] - u_h[i]);
            r_replayed[n] := h_status[k] = 'released';
        elsif p_verbs[n] = 'capture' and h_status[k] = 'captured' and h_captured[k] = v_credits[n] then
            v_outcomes[n] := 'ok';
            r_usage[n] := h_usage[k];
            r_credits[n] := h_captured[k];
            r_released[n] := h_released[k];
            r_uncollected[n] := h_uncollected[k];
            r_remaining[n] := h_remaining[k];
            r_replayed[n] := true;
        elsif h_status[k] in ('captured', 'released') then
            v_outcomes[n] := 'hold_already_resolved';
        else
            v_outcomes[n] := 'ok';
            x := case when p_verbs[n] = 'capture' then v_credits[n] else 0 end;
            h_late[k] := h_status[k] = 'expired';
            r_released[n] := case when h_late[k] then 0 else greatest(h_credits[k] - x, 0) end;
            if not h_late[k] then
                u_h[i] := u_h[i] - h_credits[k];
            end if;
            h_status[k] := case when p_verbs[n] = 'capture' then 'captured' else 'released' end;
            if p_verbs[n] = 'capture' then
                v_left := least(x, u_a[i] - u_u[i] - u_h[i]);
                u_u[i] := u_u[i] + v_left;
                u_cum[i] := u_cum[i] + v_left;
                u_seq[i] := u_seq[i] + 1;
                r_usage[n] := uuid_v7(v_now);
                r_credits[n] := x;
                r_uncollected[n] := x - v_left;
                w_n := w_n || n;
                w_id := w_id || r_usage[n];
                w_user := w_user || u_id[i];
                w_credits := w_credits || x;
                w_charged := w_charged || v_left;
                w_period := w_period || u_n[i];
                w_seq := w_seq || u_seq[i];
                w_balance := w_balance || (u_a[i] - u_u[i]);
                w_type := w_type || coalesce(h_type[k], p_service_types[n], 'unspecified');
                w_name := w_name || coalesce(p_service_names[n], h_name[k]);
                w_request := w_request || h_key[k];
                w_hold := w_hold || p_hold_ids[n];
                w_credential := w_credential || v_credential_ids[n];
            end if;
            -- What is now free above the target goes back to the pool.
            v_left := least(u_a[i] - u_u[i] - u_h[i], u_a[i] + u_d[i] - u_t[i]);
            if v_left > 0 then
                u_a[i] := u_a[i] - v_left;
                u_seq[i] := u_seq[i] + 1;
                m_user := m_user || u_id[i];
                m_kind := m_kind || 'return'::text;
                m_amount := m_amount || v_left;
                m_seq := m_seq || u_seq[i];
                m_balance := m_balance || (u_a[i] - u_u[i]);
                v_pool := v_pool + v_left;
            end if;
            r_remaining[n] := u_a[i] - u_u[i] - u_h[i];
            if p_verbs[n] = 'capture' then
                w_remaining := w_remaining || r_remaining[n];
                v_exhausted := v_exhausted or u_u[i] > 0.9 * u_a[i];
            end if;
            h_usage[k] := r_usage[n];
            h_captured[k] := r_credits[n];
            h_released[k] := r_released[n];
            h_uncollected[k] := r_uncollected[n];
            h_remaining[k] := r_remaining[n];
            h_changed := h_changed || k;
        end if;
    end loop;

    -- Writes, in lock order: allocations, pool, holds, inserts.
    if v_unclaimed <> '{}' then
        delete from credit_request_keys where org_id = p_org_id and request_key = any(v_unclaimed) and result_id = any(v_ids);
    end if;
    if cardinality(u_id) = 1 and (w_n <> '{}' or n_hold <> '{}' or h_changed <> '{}' or e_gone <> '{}' or m_user <> '{}') then
        update user_credit_allocations as a
        set
            allocated_credits = u_a[1], used_credits = u_u[1], held_credits = u_h[1], refill_due_credits = u_d[1],
            cumulative_used_credits = u_cum[1], seq = u_seq[1]
        where a.org_id = p_org_id and a.user_id = u_id[1];
    elsif w_n <> '{}' or n_hold <> '{}' or h_changed <> '{}' or e_gone <> '{}' or m_user <> '{}' then
        update user_credit_allocations as a
        set
            allocated_credits = s.a, used_credits = s.u, held_credits = s.h, refill_due_credits = s.d,
            cumulative_used_credits = s.cum, seq = s.seq
        from unnest(u_id, u_a, u_u, u_h, u_d, u_cum, u_seq) as s (user_id, a, u, h, d, cum, seq)
        where a.org_id = p_org_id and a.user_id = s.user_id;
    end if;
    if m_user <> '{}' then
        perform post_pool_moves(
            p_org_id, m_user, m_kind, m_amount, m_seq, m_balance, 0, 'system', 'settled by a spend', null, v_now
        );
    end if;
    if e_gone <> '{}' then
        update credit_holds as h
        set status = 'expired', resolved_at = v_now, released_credits = h.credits, resolved_remaining_credits = null
        where h.org_id = p_org_id and h.hold_id = any(e_gone);
    end if;
    if h_changed <> '{}' then
        update credit_holds as h
        set
            status = s.status, is_late = s.late, resolved_at = v_now, usage_id = s.usage_id, captured_credits = s.captured,
            released_credits = s.released, uncollected_credits = s.uncollected, resolved_remaining_credits = s.remaining
        from (
            select
                p_hold_ids[c] as hold_id, h_status[c] as status, h_late[c] as late, h_usage[c] as usage_id,
                h_captured[c] as captured, h_released[c] as released, h_uncollected[c] as uncollected, h_remaining[c] as remaining
            from unnest(h_changed) as c
        ) as s
        where h.org_id = p_org_id and h.hold_id = s.hold_id;
    end if;
    if n_hold <> '{}' then
        insert into credit_holds
        (org_id, hold_id, user_id, credits, service_type, service_name, request_key, credential_id, remaining_credits, expires_at, created_at)
        select
            p_org_id, v_ids[c], p_user_ids[c], v_credits[c], p_service_types[c], p_service_names[c], p_keys[c],
            v_credential_ids[c], r_remaining[c], r_expires[c], v_now
        from unnest(n_hold) as c;
    end if;
    if w_n <> '{}' then
        perform post_usage(
            p_org_id, w_n, w_id, w_user, w_credits, w_charged, w_period, w_seq, w_balance,
            w_remaining,
            w_type, w_name, w_request, w_hold, w_credential, p_metadata, p_api_costs_usd, p_markups_usd, v_day, v_now
        );
        if w_credits <> w_charged or v_exhausted then
            perform note_spending(p_org_id, u_id, u_a, u_u0, u_u, w_id, w_user, w_credits, w_charged, v_now);
        end if;
    end if;
    if n_refused <> '{}' then
        perform post_refusals(
            p_org_id, n_refused, v_ids, p_user_ids, p_verbs, r_blocked, v_credits, r_available,
            p_service_types, p_service_names, v_credential_ids, v_now
        );
    end if;
    if v_stored <> '{}' then
        for v_row in
            select * from stored_spending_results(
                p_org_id, v_stored, p_verbs, p_keys, p_user_ids, v_credits, p_service_types, p_service_names
            )
        loop
            v_outcomes[v_row.ordinal] := v_row.outcome;
            r_usage[v_row.ordinal] := v_row.usage_id;
            r_hold[v_row.ordinal] := v_row.hold_id;
            r_credits[v_row.ordinal] := v_row.credits;
            r_remaining[v_row.ordinal] := v_row.remaining_credits;
            r_blocked[v_row.ordinal] := v_row.blocked_by;
            r_available[v_row.ordinal] := v_row.available_credits;
            r_replayed[v_row.ordinal] := v_row.replayed;
            r_expires[v_row.ordinal] := v_row.expires_at;
        end loop;
    end if;
    if v_count = 1 then
        return next row(
            1, v_outcomes[1], r_usage[1], r_hold[1], r_credits[1], r_remaining[1], r_blocked[1],
            case when v_outcomes[1] = 'refused' then v_credits[1] end, r_available[1], r_replayed[1],
            r_released[1], r_uncollected[1], r_expires[1]
        )::spending_result;
        return;
    end if;
    return query
        select
            c.n, c.outcome, c.usage_id, c.hold_id, c.credits, c.remaining, c.blocked,
            case when c.outcome = 'refused' then v_credits[c.n] end, c.available, c.replayed, c.released, c.uncollected, c.expires_at
        from (
            select
                o.n::integer as n, o.outcome, o.usage_id, o.hold_id, o.credits, o.remaining, o.blocked, o.available,
                o.replayed, o.released, o.uncollected, o.expires_at
            from unnest(
                v_outcomes, r_usage, r_hold, r_credits, r_remaining, r_blocked, r_available, r_replayed,
                r_released, r_uncollected, r_expires
            ) with ordinality as o (
                outcome, usage_id, hold_id, credits, remaining, blocked, available, replayed, released, uncollected, expires_at, n
            )
        ) as c;
end
$fn$;
comment on function spend_credits_batch(uuid, text[], text[], text[], numeric[], text[], text[], jsonb[], uuid[], integer[], numeric[], numeric[], bytea[], integer, timestamptz) is 'Spends for one organization: deduct, reserve, capture and release in order of arrival, each item with its own answer, in one transaction. Keys are claimed in byte order, allocations locked by user id, what is due is settled, then items are admitted greedily. A refusal is an answer and is kept with its key. With p_credential_hashes each item is authorized in the same statement. Raises OB001 or OB002 for a malformed item, OB004 for an unknown organization, OB012 outside READ COMMITTED.';
