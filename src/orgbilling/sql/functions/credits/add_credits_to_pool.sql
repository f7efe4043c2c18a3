create or replace function add_credits_to_pool(
    p_org_id uuid, p_credits_amount numeric, p_purchase_amount numeric default 0, p_actor_id text default null,
    p_reason text default null, p_request_key text default null, p_expires_at timestamptz default null,
    p_now timestamptz default null
) returns jsonb
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_now timestamptz;
    v_credits constant numeric := checked_amount(p_credits_amount, 'credits');
    v_paid constant numeric := coalesce(p_purchase_amount, 0);
    v_actor constant text := coalesce(p_actor_id, session_user);
    v_replay jsonb;
begin
    perform require_read_committed();
    v_now := begin_verb(p_org_id, p_now, p_request_key);
    if v_paid = 'NaN' or v_paid < 0 or v_paid >= 1e10 /* PAID_USD_BELOW */
        or scale(trim_scale(v_paid)) > 2 /* PAID_USD_DECIMALS_MAX */ then
        raise exception 'purchase_amount is 0 or more, in whole cents' using errcode = 'OB002',
            detail = '{"field": "purchase_amount"}';
    end if;
    if p_expires_at <= v_now then
        raise exception 'expires_at lies in the past' using errcode = 'OB001', detail = '{"field": "expires_at"}';
    end if;
    v_replay := claim_money_key(p_org_id, p_request_key, 'add', jsonb_build_object(
        'credits', v_credits, 'purchase_amount', trim_scale(v_paid), 'reason', p_reason, 'expires_at', p_expires_at
    ));
    if v_replay is not null then
        return v_replay;
    end if;
    perform lock_members_owed(p_org_id);
    perform post_inflow(
        p_org_id, case when v_paid > 0 then 'purchase' else 'grant' end, v_credits, v_paid, null, p_expires_at,
        v_actor, coalesce(p_reason, case when v_paid > 0 then 'purchase' else 'grant' end), p_request_key, v_now
    );
    insert into org_billing_history (org_id, history_id, event_type, amount_usd, cash_usd, payment_status, details, actor_id, created_at)
    values (
        p_org_id, uuid_v7(v_now), 'credit_purchase', v_paid, nullif(v_paid, 0), case when v_paid > 0 then 'paid' else 'none' end,
        jsonb_build_object('credits', v_credits, 'reason', p_reason), v_actor, v_now
    );
    perform record_audit(
        p_org_id, 'org.credits.purchased', v_actor, 'user', p_org_id::text,
        jsonb_build_object('credits', v_credits, 'amount_usd', v_paid, 'reason', p_reason, 'available_credits', (
            select jsonb_build_array(p.available_credits - v_credits, p.available_credits)
            from organization_credit_pools as p where p.org_id = p_org_id
        ))
    );
    perform emit_fact(p_org_id, 'org.credits.purchased', jsonb_build_object('credits', v_credits, 'amount_usd', v_paid));
    perform draw_for_owed(p_org_id, v_now);
    return keep_response(p_org_id, p_request_key, pool_document(p_org_id));
end
$fn$;
comment on function add_credits_to_pool(uuid, numeric, numeric, text, text, text, timestamptz, timestamptz) is 'Puts credits into the pool as a new lot, paid for when p_purchase_amount (US dollars, whole cents) is above 0, else granted; then pays what members are owed. Returns the pool as the API shows it. Raises OB001 to OB004, OB012.';
