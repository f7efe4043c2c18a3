create or replace function request_purchase(
    p_org_id uuid, p_credits_amount numeric, p_purchase_amount numeric, p_reason text, p_actor_id text,
    p_request_key text, p_now timestamptz default null
) returns jsonb
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_now timestamptz := begin_verb(p_org_id, p_now, p_request_key);
    v_actor constant text := coalesce(p_actor_id, session_user);
    v_credits constant numeric := checked_amount(p_credits_amount, 'credits');
    v_quote constant numeric := quote_credits(v_credits);
    v_id uuid := uuid_v7(v_now);
    v_status text;
    v_replay jsonb;
begin
    perform require_read_committed();
    select o.status into v_status from organizations as o where o.org_id = p_org_id;
    if not found then
        raise exception 'no such organization' using errcode = 'OB004';
    elsif v_status = 'closed' then
        raise exception 'this organization is closed' using errcode = 'OB018';
    end if;
    v_replay := claim_money_key(p_org_id, p_request_key, 'purchase', jsonb_build_object(
        'credits', v_credits, 'purchase_amount', trim_scale(p_purchase_amount), 'reason', p_reason
    ));
    if v_replay is not null then
        return v_replay;
    end if;
    if p_purchase_amount is distinct from null and p_purchase_amount <> v_quote then
        raise exception 'the price of % credits is % US dollars', trim_scale(v_credits), v_quote using errcode = 'OB014',
            detail = jsonb_build_object('quote_usd', v_quote)::text, hint = 'Show the new price and ask again.';
    end if;
    insert into credit_purchases (org_id, purchase_id, credits, amount_usd, reason, requested_by, created_at)
    values (p_org_id, v_id, v_credits, v_quote, p_reason, v_actor, v_now);
    insert into org_billing_history (
        org_id, history_id, event_type, amount_usd, payment_status, purchase_id, details, actor_id, created_at
    ) values (
        p_org_id, v_id, 'credit_purchase', v_quote, 'pending', v_id,
        jsonb_build_object('credits', v_credits, 'reason', p_reason), v_actor, v_now
    );
    perform record_audit(
        p_org_id, 'org.credits.ordered', v_actor, 'user', v_id::text,
        jsonb_build_object('credits', v_credits, 'amount_usd', v_quote, 'reason', p_reason)
    );
    perform emit_fact(p_org_id, 'org.credits.ordered', jsonb_build_object('purchase_id', v_id));
    return keep_response(p_org_id, p_request_key, purchase_document(p_org_id, v_id));
end
$fn$;
comment on function request_purchase(uuid, numeric, numeric, text, text, text, timestamptz) is 'Orders credits at the server''s quote; they land when the purchase is paid. p_purchase_amount, where given, must equal the quote. Returns the pending purchase. Raises OB002, OB003, OB004, OB012, OB014 (with the quote), OB018.';
