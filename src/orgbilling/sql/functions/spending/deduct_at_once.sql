create or replace function deduct_at_once(
    p_org_id uuid, p_ordinal integer, p_key text, p_user_id text, p_credits numeric, p_service_type text, p_service_name text,
    p_metadata jsonb, p_api_cost_usd numeric, p_markup_usd numeric, p_credential_hash bytea, p_session_idle_s integer,
    p_now timestamptz
) returns spending_result
language plpgsql
as $fn$
declare
    v_now timestamptz := coalesce(p_now, clock_timestamp());
    v_id uuid;
    v_balance numeric;
    v_left numeric;
    v_period integer;
    v_seq bigint;
    v_day date;
    v_credential text;
    v_outcome text;
    v_stale boolean;
    r spending_result;
begin
    if p_credential_hash is not null then
        -- A service key, the commonest, takes one look.
        select k.key_id::text, coalesce(k.last_used_at < v_now - interval '1 minute', true) into v_credential, v_stale
        from api_keys as k
        where k.org_id = p_org_id and k.key_hash = p_credential_hash and k.kind = 'service' and 'spend' = any(k.scopes)
            and k.revoked_at is null and (k.expires_at is null or k.expires_at > v_now);
        if not found then
            select s.credential_ids[1], s.outcomes[1], s.is_stale into v_credential, v_outcome, v_stale
            from authorized_spenders(
                p_org_id, array['deduct'], array[p_user_id], array[p_credential_hash], p_session_idle_s, v_now
            ) as s;
            if v_outcome is not null then
                return null;
            end if;
        end if;
    end if;
    v_id := uuid_v7(v_now);
    insert into credit_request_keys
    (org_id, request_key, verb, user_id, credits, service_type, service_name, result_id, created_at)
    values (p_org_id, p_key, 'deduct', p_user_id, p_credits, p_service_type, p_service_name, v_id, v_now)
    on conflict (org_id, request_key) do nothing;
    if not found then
        return null;
    end if;
    -- Lock and change in one, where nothing is to be told; the clock is read under the lock.
    update user_credit_allocations as a
    set
        used_credits = a.used_credits + p_credits, cumulative_used_credits = a.cumulative_used_credits + p_credits,
        seq = a.seq + 1
    where a.org_id = p_org_id and a.user_id = p_user_id and a.is_active
        and a.used_credits + a.held_credits + p_credits <= a.allocated_credits
        and (a.used_credits + p_credits <= 0.9 * a.allocated_credits or a.used_credits > 0.9 * a.allocated_credits)
    returning a.allocated_credits - a.used_credits, a.allocated_credits - a.used_credits - a.held_credits, a.period_number, a.seq
    into v_balance, v_left, v_period, v_seq;
    if found then
        v_now := coalesce(p_now, clock_timestamp());
        -- The gate, in a statement that begins after the lock.
        select g.day into v_day from open_organizations(v_now) as g where g.org_id = p_org_id;
        if not found then
            -- Nobody has seen the change, which is ours alone until the commit.
            update user_credit_allocations as a
            set
                used_credits = a.used_credits - p_credits, cumulative_used_credits = a.cumulative_used_credits - p_credits,
                seq = a.seq - 1
            where a.org_id = p_org_id and a.user_id = p_user_id;
        end if;
    end if;
    if v_day is null then
        delete from credit_request_keys where org_id = p_org_id and request_key = p_key and result_id = v_id;
        return null;
    end if;
    insert into credit_usage_attribution (
        org_id, usage_id, created_at, local_day, user_id, credits_used, charged_credits, period_number, allocation_seq,
        allocation_balance_after, remaining_credits, service_type, service_name, request_id, api_cost_usd, markup_usd,
        credential_id, request_metadata
    ) values (
        p_org_id, v_id, v_now, v_day, p_user_id, p_credits, p_credits, v_period, v_seq, v_balance, v_left, p_service_type,
        p_service_name, p_key, p_api_cost_usd, p_markup_usd, v_credential, coalesce(p_metadata, '{}')
    );
    insert into credit_usage_daily as d
    (org_id, day, user_id, service_type, service_name, credits, requests, api_cost_usd, markup_usd)
    values (
        p_org_id, v_day, p_user_id, p_service_type, coalesce(p_service_name, ''), p_credits, 1, coalesce(p_api_cost_usd, 0),
        coalesce(p_markup_usd, 0)
    )
    on conflict (org_id, day, user_id, service_type, service_name) do update set
        credits = d.credits + excluded.credits, requests = d.requests + excluded.requests,
        api_cost_usd = d.api_cost_usd + excluded.api_cost_usd, markup_usd = d.markup_usd + excluded.markup_usd;
    if v_stale then
        perform note_credential_use(p_org_id, array[p_credential_hash], v_now);
    end if;
    r.ordinal := p_ordinal;
    r.outcome := 'ok';
    r.usage_id := v_id;
    r.credits := p_credits;
    r.remaining_credits := v_left;
    r.replayed := false;
    return r;
end
$fn$;
comment on function deduct_at_once(uuid, integer, text, text, numeric, text, text, jsonb, numeric, numeric, bytea, integer, timestamptz) is 'One checked deduct where nothing stands in its way, in as few statements as it takes. Null, and nothing is left behind, where spend_items must look closer: a credential that may not, a key that was taken, a refusal, a reset that is due, 90 % crossed.';
